import { formatSizes } from '../../aws/sizes.ts';
import { converged, type Plan, refuse, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { minutesSince } from '../../controller/time.ts';
import type { Host } from '../../hosts/host.ts';
import { TAGS } from '../../hosts/tags.ts';
import { shell } from '../../notifications/commands.ts';
import type { LifecycleActions, Observed } from '../model.ts';
import { completeHook, type InstanceContext, isRunning, planAction, type Step } from './context.ts';
import { LAUNCH_HOOK } from './hooks.ts';
import { primaryInstance } from './primary.ts';

/**
 * Completes the launch hook of an instance that must not take the volume. Its group may keep the primary instance until
 * this one is in service, so that each would wait for the other.
 */
export const deferToPrimary: Step = (context) => {
  const primary = primaryInstance(context.host);
  if (!primary) return undefined;
  const reason = `${primary.instanceId} is ${primary.lifecycleState} and takes precedence`;
  return completeHook(context, LAUNCH_HOOK.name, { reason }) ?? converged(reason);
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

/** How long others' hooks may hold the launch of a suspended host before the owner is notified. */
const HELD_MINUTES = 15;

/** Whether the launch of an instance goes on this long after its host was suspended. */
export const isHeldLaunch = ({ state }: Pick<Host, 'state'>, now: Date, launchTime = new Date(0)): boolean =>
  state.intent === 'suspended' && [state.since, launchTime].every((since) => minutesSince(since, now) >= HELD_MINUTES);

/** The hooks of others that may hold a launch, where this run has read the hooks. */
const foreignLaunchHooks = ({ hooks = [] }: Observed): readonly string[] =>
  hooks.flatMap(({ name, transition }) =>
    transition === LAUNCH_HOOK.transition && name !== LAUNCH_HOOK.name ? [name] : [],
  );

/** Waits for the hooks of others, which are never completed here, and in the end names them. */
const awaitForeignHooks = ({
  host,
  instance: { instanceId },
  ec2Instance,
  now,
}: AbandonContext): Plan<LifecycleActions> => {
  const [first, ...others] = foreignLaunchHooks(host);
  if (first === undefined || !isHeldLaunch(host, now, ec2Instance?.launchTime))
    return wait(`${instanceId} is still launching, although its launch was abandoned`);
  const { region, group } = host;
  return refuse(
    `the lifecycle hook ${[first, ...others].join(' or ')} holds the launch of ${instanceId}, which is charged although ` +
      'the host is stopped: complete the action of that hook, or wait for its timeout',
    shell`aws autoscaling complete-lifecycle-action --region ${region} --auto-scaling-group-name ${group} --instance-id ${instanceId} --lifecycle-hook-name ${first} --lifecycle-action-result ABANDON`,
  );
};

type AbandonContext = Pick<InstanceContext, 'host' | 'instance' | 'ec2Instance' | 'now'>;

/**
 * Ends the launch of a suspended host, which EC2 Auto Scaling refuses to terminate by its id while a hook holds it. Only
 * once its group is seen at a maximum of 0: before, the group would replace every abandoned launch, for ever.
 */
export const abandonLaunch = (context: AbandonContext): Plan<LifecycleActions> => {
  const { host, instance } = context;
  const { instanceId } = instance;
  if (host.sizes.max > 0)
    return wait(
      `${instanceId} is launching, and its group is at ${formatSizes(host.sizes)} although the host is stopped`,
    );
  const reason = `the host is stopped, and ${instanceId} was launching`;
  return completeHook(context, LAUNCH_HOOK.name, { reason }, 'ABANDON') ?? awaitForeignHooks(context);
};
