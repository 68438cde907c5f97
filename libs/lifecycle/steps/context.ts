import type { Condition, ConditionId } from '../../controller/condition.ts';
import { act, type Action, type Plan, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import type { HostTags } from '../../hosts/host-tags.ts';
import type { GroupInstance } from '../../hosts/host.ts';
import { TAGS } from '../../hosts/tags.ts';
import {
  type Ec2Instance,
  type InterruptionNotice,
  type LifecycleActions,
  type LifecycleKind,
  type Observed,
  type RecordScope,
  TERMINATE,
} from '../model.ts';

/** One condition of a host. */
export type LifecycleCondition = Condition<LifecycleActions, LifecycleKind>;

/** The input of every step: a host, what the run was told of it, and the time. */
export interface StepContext {
  readonly host: Observed;
  readonly hostTags: HostTags;
  readonly scope: RecordScope;
  readonly now: Date;
  /** What an event said of its instances. */
  readonly notices: readonly InterruptionNotice[];
}

/** The input of a step for one instance. `ec2Instance` is absent where EC2 does not know the instance. */
export interface InstanceContext extends StepContext {
  readonly instance: GroupInstance;
  readonly ec2Instance?: Ec2Instance;
}

/** Plans one condition of an instance; `undefined` when it holds. */
export type Step = (context: InstanceContext) => Plan<LifecycleActions> | undefined;

/** Plans one of several conditions of a kind, by its name. */
export type NamedStep = (context: InstanceContext, name: string) => Plan<LifecycleActions> | undefined;

/** The condition that a tag is valid, for what depends on its value. */
export const validTag = (tag: keyof typeof TAGS): ConditionId<LifecycleKind> => `TagValid/${TAGS[tag].name}`;

/** A plan of one action, after which the host is observed again. */
export const planAction = (action: Action<LifecycleActions>): Plan<LifecycleActions> => act<LifecycleActions>(action);

/** The instances that the group of a host launched and EC2 has not terminated, whatever the group itself lists. */
export const remainingInstances = ({
  group,
  ec2Instances,
}: Pick<Observed, 'group' | 'ec2Instances'>): readonly Ec2Instance[] =>
  [...ec2Instances.values()].filter((instance) => instance.group === group && instance.state !== 'terminated');

export const isRunning = (ec2Instance?: Ec2Instance): boolean => ec2Instance?.state === 'running';

/** Whether this run has requested something for an instance. */
export const isRequested = ({ requested }: Observed, instanceId: string, request: string): boolean =>
  requested.get(instanceId)?.includes(request) ?? false;

/** Terminates an instance in its group, which then launches another. Once a run, as AWS may not show it at once. */
export const terminateInstance = (host: Observed, instanceId: string, reason: string): Plan<LifecycleActions> =>
  isRequested(host, instanceId, TERMINATE)
    ? wait(`the termination of ${instanceId} was requested`)
    : planAction({ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason, ...refOf(host), instanceId });

/** The reason of an action, and whether it is routine. */
type ActionReason = Pick<Action<LifecycleActions>, 'reason' | 'routine'>;

/** The reason why a hook is completed, and what the instance still holds. */
export type HookReason = ActionReason & Pick<LifecycleActions['autoscaling:CompleteLifecycleAction'], 'stillMounted'>;

/** Completes a hook for an instance; `undefined` when this run has done so already: another hook may still hold the instance. */
export const completeHook = (
  { host, instance: { instanceId } }: { readonly host: Observed; readonly instance: Pick<GroupInstance, 'instanceId'> },
  hook: string,
  why: HookReason,
  result: LifecycleActions['autoscaling:CompleteLifecycleAction']['result'] = 'CONTINUE',
): Plan<LifecycleActions> | undefined =>
  isRequested(host, instanceId, hook)
    ? undefined
    : planAction({ action: 'autoscaling:CompleteLifecycleAction', ...why, ...refOf(host), instanceId, hook, result });
