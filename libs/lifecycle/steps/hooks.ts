import type { Hook } from '../../aws/lifecycle-hooks.ts';
import type { Plan } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { nextMultiple } from '../../hosts/thresholds.ts';
import type { LifecycleActions, Observed } from '../model.ts';
import { type LifecycleCondition, planAction, validTag } from './context.ts';

/**
 * Holds a launching instance in `Pending:Wait` until it has its volume and its names. After the heartbeat the launch
 * continues: ABANDON would terminate the instance and launch another, for ever.
 */
export const LAUNCH_HOOK: Hook = {
  name: 'hostkeeper-launch',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  heartbeatSeconds: 900,
  defaultResult: 'CONTINUE',
};

/** Holds a terminating instance in `Terminating:Wait` until its volume is unmounted. ABANDON would skip the hooks of others. */
export const TERMINATE_HOOK: Hook = {
  name: 'hostkeeper-terminate',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatSeconds: 300,
  defaultResult: 'CONTINUE',
};

/** The hook of ECS managed draining, which holds an instance for up to an hour. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html */
export const ECS_HOOK = 'ecs-managed-draining-termination-hook';

const isSame = (a: Hook, b: Hook): boolean =>
  a.transition === b.transition &&
  a.heartbeatSeconds === b.heartbeatSeconds &&
  a.defaultResult === b.defaultResult &&
  a.metadata === b.metadata;

/** The hooks that a group is to have. Their metadata is the host's name, so that an event names its host. */
const ownHooks = ({ host }: Pick<Observed, 'host'>): readonly Hook[] =>
  [LAUNCH_HOOK, TERMINATE_HOOK].map((standard) => Object.assign({ metadata: host }, standard));

/** Whether a group has its hooks. */
export const hasOurHooks = (host: Pick<Observed, 'host'>, hooks: readonly Hook[] = []): boolean =>
  ownHooks(host).every((hook) => hooks.some((existing) => existing.name === hook.name && isSame(existing, hook)));

/** The hooks of a group, in a run that has read them. */
export const hookConditions = (host: Observed): readonly LifecycleCondition[] => {
  const { hooks } = host;
  if (!hooks) return [];
  return ownHooks(host).map((hook) => {
    const existing = hooks.find(({ name }) => name === hook.name);
    const reason = `its hook ${hook.name} was ${existing ? 'changed' : 'missing'}`;
    return {
      kind: 'HookInPlace',
      name: hook.name,
      needs: [validTag('host')],
      plan: () =>
        existing && isSame(existing, hook)
          ? undefined
          : planAction({ action: 'autoscaling:PutLifecycleHook', reason, ...refOf(host), hook }),
    };
  });
};

const isRecorded = ({ state }: Observed): boolean => state.intent !== 'running' || state.since !== undefined;

/**
 * Starts the notification history of a newly enrolled host once its hooks are in place, and the bill of that moment is in
 * its state; the owner is notified of both.
 */
export const acknowledgeEnrollment = (host: Observed, now: Date): Plan<LifecycleActions> | undefined => {
  if (host.history.at || !host.hooks || !isRecorded(host)) return undefined;
  const { threshold } = host.state.intent === 'unreadable' ? {} : host.state;
  const next = nextMultiple(threshold, now);
  const at = next === 1 ? 'the critical amount' : `${next} times the critical amount`;
  const guard = next === undefined ? 'nothing stops it this month' : `the bill stops it at ${at}`;
  return planAction({
    action: 'autoscaling:CreateOrUpdateTags',
    reason: `it was newly enrolled; ${guard}`,
    ...refOf(host),
  });
};
