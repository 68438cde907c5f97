import type { GroupInstance } from '../../hosts/directory.ts';
import { type Action, type Plan, wait } from '../../controller/plan.ts';
import {
  requestKey,
  TERMINATE,
  type LifecycleActions,
  type Ec2Instance,
  type Observed,
  type RecordScope,
  type Volume,
} from '../model.ts';
import type { HostRef } from '../../controller/result.ts';
import type { HostTags } from '../../hosts/tags.ts';

/** A host that can be kept, and when: what every step may know. */
export interface StepContext {
  readonly host: Observed;
  readonly hostTags: HostTags;
  readonly scope: RecordScope;
  readonly now: Date;
}

/** One instance of it; `machine` is absent where EC2 does not know it. */
export interface InstanceContext extends StepContext {
  readonly instance: GroupInstance;
  readonly ec2Instance?: Ec2Instance;
}

/** What one step wants, or nothing when it is settled; a step that says `converged` ends the instance's steps. */
export type Step = (scene: InstanceContext) => Plan<LifecycleActions> | undefined;

/** The host an action applies to. */
export const refOf = ({ host, region, group }: Observed): HostRef => ({ host, region, group });

/** One action, and then another look. */
export const planAction = (action: Action<LifecycleActions>): Plan<LifecycleActions> => ({
  status: 'act',
  actions: [action],
});

export const isRunning = (machine?: Ec2Instance): boolean => machine?.state === 'running';

/** The data volume that is at an instance, however firmly. */
export const attachedVolume = ({ volumes }: Observed, instanceId: string): Volume | undefined =>
  volumes.find(({ attachments }) => attachments.some((attachment) => attachment.instanceId === instanceId));

/** The states in which an instance may hold what the host has one of. */
const ACTIVE_STATES: readonly string[] = ['InService', 'Pending:Proceed', 'Pending:Wait'];

/**
 * The one instance that is to have the volume, the address and the names, so that two that are alive at once cannot
 * fight over them: who has the volume already, else who is in service and runs, else who was launched last.
 */
export const primaryInstance = (host: Observed): GroupInstance | undefined => {
  const claims = ({ instanceId, lifecycleState }: GroupInstance): readonly number[] => {
    const machine = host.ec2Instances.get(instanceId);
    return [
      Number(attachedVolume(host, instanceId) !== undefined),
      Number(isRunning(machine)),
      -ACTIVE_STATES.indexOf(lifecycleState),
      machine?.launchTime.getTime() ?? 0,
    ];
  };
  return host.instances
    .filter(({ lifecycleState }) => ACTIVE_STATES.includes(lifecycleState))
    .map((instance) => ({ instance, claims: claims(instance) }))
    .toSorted((a, b) => b.claims.map((claim, at) => claim - (a.claims[at] ?? 0)).find((by) => by !== 0) ?? 0)[0]
    ?.instance;
};

/** Ends an instance in its group, which then launches another: once a run, for AWS may not show it at once. */
export const terminateInstance = (host: Observed, instanceId: string, reason: string): Plan<LifecycleActions> =>
  host.requested.has(requestKey(instanceId, TERMINATE))
    ? wait(`${instanceId} was told to end`)
    : planAction({ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason, ...refOf(host), instanceId });

/** What an action says of itself. */
export type ActionReason = Pick<Action<LifecycleActions>, 'reason' | 'routine'>;

/** Lets an instance go on; `undefined` when this run has completed that hook: then another one holds it, or nobody. */
export const completeHook = (
  { host, instance: { instanceId } }: Pick<InstanceContext, 'host' | 'instance'>,
  hook: string,
  why: ActionReason,
): Plan<LifecycleActions> | undefined =>
  host.requested.has(requestKey(instanceId, hook))
    ? undefined
    : planAction({ action: 'autoscaling:CompleteLifecycleAction', ...why, ...refOf(host), instanceId, hook });
