import { converged, refuse, wait } from '../../controller/plan.ts';
import { LAUNCH_HOOK } from './group-config.ts';
import { completeHook, planAction, primaryInstance, isRunning, refOf, type Step } from './context.ts';

/**
 * Lets an instance by that is not the one to have the volume: its group may keep the other until this one is in service,
 * and both would wait for ever.
 */
export const deferToPrimary: Step = (context) => {
  const { host, instance } = context;
  const primary = primaryInstance(host);
  if (!primary || primary.instanceId === instance.instanceId) return undefined;
  const reason = `${primary.instanceId} is ${primary.lifecycleState} and comes first`;
  const completion =
    instance.lifecycleState === 'Pending:Wait' ? completeHook(context, LAUNCH_HOOK.name, { reason }) : undefined;
  return completion ?? converged(reason);
};

/** Nothing can be attached to an instance that does not run. */
export const awaitRunning: Step = ({ instance: { instanceId }, ec2Instance }) =>
  isRunning(ec2Instance) ? undefined : wait(`${instanceId} is ${ec2Instance?.state ?? 'not known to EC2'}`);

/** Moves the Elastic IP address of a host that has one. */
export const associateAddress: Step = ({ host, hostTags, instance: { instanceId } }) => {
  const { address, tags } = host;
  if (hostTags.address === undefined || address?.instanceId === instanceId) return undefined;
  if (!address)
    return refuse(
      `${hostTags.address} is not there, or does not bear the tags hostkeeper:host = ${host.host} and ` +
        `hostkeeper:stage = ${tags['hostkeeper:stage']}: give them to it, or remove the tag hostkeeper:address`,
    );
  const reason = `${address.ip} was ${address.instanceId === undefined ? 'at no instance' : `with ${address.instanceId}`}`;
  const { allocationId } = address;
  return planAction({ action: 'ec2:AssociateAddress', reason, ...refOf(host), allocationId, instanceId });
};

/** Lets an instance into service that has all it needs. */
export const completeLaunch: Step = (context) =>
  completeHook(context, LAUNCH_HOOK.name, { reason: `${context.instance.instanceId} has all that it needs` });
