import { converged, refuse, wait } from '../plan.ts';
import { LAUNCH_HOOK } from './group.ts';
import { complete, doing, heirOf, isRunning, of, type Step } from './steps.ts';

/**
 * Lets an instance by that is not the one to have the volume: its group may keep the other until this one is in service,
 * and both would wait for ever.
 */
export const standAside: Step = (scene) => {
  const { host, instance } = scene;
  const heir = heirOf(host);
  if (!heir || heir.instanceId === instance.instanceId) return undefined;
  const reason = `${heir.instanceId} is ${heir.lifecycleState} and comes first`;
  const lets = instance.lifecycleState === 'Pending:Wait' ? complete(scene, LAUNCH_HOOK.name, { reason }) : undefined;
  return lets ?? converged(reason);
};

/** Nothing can be attached to an instance that does not run. */
export const awaitRunning: Step = ({ instance: { instanceId }, machine }) =>
  isRunning(machine) ? undefined : wait(`${instanceId} is ${machine?.state ?? 'not known to EC2'}`);

/** Moves the Elastic IP address of a host that has one. */
export const associateAddress: Step = ({ host, settings, instance: { instanceId } }) => {
  const { address, tags } = host;
  if (settings.address === undefined || address?.instanceId === instanceId) return undefined;
  if (!address)
    return refuse(
      `${settings.address} is not there, or does not bear the tags hostkeeper:host = ${host.host} and ` +
        `hostkeeper:keeper = ${tags['hostkeeper:keeper']}: give them to it, or remove the tag hostkeeper:address`,
    );
  const reason = `${address.ip} was ${address.instanceId === undefined ? 'at no instance' : `with ${address.instanceId}`}`;
  const { allocationId } = address;
  return doing({ action: 'ec2:AssociateAddress', reason, ...of(host), allocationId, instanceId });
};

/** Lets an instance into service that has all it needs. */
export const completeLaunch: Step = (scene) =>
  complete(scene, LAUNCH_HOOK.name, { reason: `${scene.instance.instanceId} has all that it needs` });
