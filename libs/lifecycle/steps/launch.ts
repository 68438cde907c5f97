import { converged, refuse, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { TAGS } from '../../hosts/tags.ts';
import { completeHook, isRunning, planAction, type Step } from './context.ts';
import { LAUNCH_HOOK } from './hooks.ts';
import { primaryInstance } from './primary.ts';

/**
 * Completes the launch hook of an instance that must not take the volume. Its group may keep the primary instance until
 * this one is in service, so that each would wait for the other.
 */
export const deferToPrimary: Step = (context) => {
  const { host, instance } = context;
  const primary = primaryInstance(host);
  if (!primary || primary.instanceId === instance.instanceId) return undefined;
  const reason = `${primary.instanceId} is ${primary.lifecycleState} and takes precedence`;
  const completion =
    instance.lifecycleState === 'Pending:Wait' ? completeHook(context, LAUNCH_HOOK.name, { reason }) : undefined;
  return completion ?? converged(reason);
};

/** A volume can be attached only to a running instance. */
export const awaitRunning: Step = ({ instance: { instanceId }, ec2Instance }) =>
  isRunning(ec2Instance) ? undefined : wait(`${instanceId} is ${ec2Instance?.state ?? 'not known to EC2'}`);

/** Moves the Elastic IP address of a host that has one. */
export const associateAddress: Step = ({ host, hostTags, instance: { instanceId } }) => {
  const { address, tags } = host;
  if (hostTags.address === undefined || address?.instanceId === instanceId) return undefined;
  if (!address)
    return refuse(
      `${hostTags.address} does not exist, or lacks the tags ${TAGS.host.name} = ${host.host} and ` +
        `${TAGS.stage.name} = ${tags[TAGS.stage.name]}: add them to it, or remove the tag ${TAGS.address.name}`,
    );
  const reason = `${address.ip} was ${address.instanceId === undefined ? 'not associated' : `associated with ${address.instanceId}`}`;
  const { allocationId } = address;
  return planAction({ action: 'ec2:AssociateAddress', reason, ...refOf(host), allocationId, instanceId });
};

/** Completes the launch hook of an instance that has all it needs. */
export const completeLaunch: Step = (context) =>
  completeHook(context, LAUNCH_HOOK.name, { reason: `${context.instance.instanceId} is ready` });
