import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';
import { LIMITS } from './quotas.ts';

/** The transition at which a hook holds instances. */
export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

/** How a lifecycle action ends. */
export type ActionResult = 'CONTINUE' | 'ABANDON';

/** A lifecycle hook of a group. */
export interface LifecycleHook {
  readonly name: string;
  readonly transition: Transition;
  readonly heartbeatSeconds: number;
  readonly defaultResult: ActionResult;
  readonly metadata?: string | undefined;
  /** A topic or a queue that AWS would notify; nothing is sent there. */
  readonly targetArn?: string | undefined;
  readonly roleArn?: string | undefined;
}

/** How long a hook can hold an instance in all, in seconds, however many heartbeats are recorded. */
export const globalTimeoutOf = ({ heartbeatSeconds }: LifecycleHook): number =>
  Math.min(LIMITS.globalTimeout.max, LIMITS.globalTimeout.heartbeats * heartbeatSeconds);

/** The group whose hooks hold an instance. */
interface HookedGroup {
  readonly name: string;
  readonly arn: string;
}

/** A lifecycle action: an instance waits at one hook. */
interface LifecycleAction {
  readonly hook: LifecycleHook;
  readonly token: string;
  /** When it has to end, in milliseconds; a heartbeat moves it. */
  endsAt: number;
  /** The latest that a heartbeat can move it to. */
  readonly latest: number;
}

/** An instance that waits at one or more hooks. */
interface HookWait {
  readonly group: string;
  readonly instanceId: string;
  readonly transition: Transition;
  /** The actions that are outstanding, by the names of their hooks. */
  readonly actions: Map<string, LifecycleAction>;
  readonly onCompleted: (abandoned: boolean) => void;
  abandoned: boolean;
}

/** How a call names a lifecycle action: by its hook, and the instance or the token. */
export interface ActionName {
  readonly group: string;
  readonly hook: string;
  readonly instanceId?: string | undefined;
  readonly token?: string | undefined;
}

/** The events of the two transitions. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
const EVENT_TYPES: Readonly<Record<Transition, readonly [detailType: string, origin: string, destination: string]>> = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': ['EC2 Instance-launch Lifecycle Action', 'EC2', 'AutoScalingGroup'],
  'autoscaling:EC2_INSTANCE_TERMINATING': ['EC2 Instance-terminate Lifecycle Action', 'AutoScalingGroup', 'EC2'],
};

/** What becomes of an action whose hook is deleted. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html */
const RESULTS_OF_DELETION: Readonly<Record<Transition, ActionResult>> = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': 'ABANDON',
  'autoscaling:EC2_INSTANCE_TERMINATING': 'CONTINUE',
};

/**
 * The instances of a region that wait at lifecycle hooks. AWS emits one event for each hook, and applies the hook's default
 * result when its heartbeat timeout ends.
 */
export const createHookWaits = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly emit: (event: object) => void;
}) => {
  const { clock, region, emit } = deps;
  /** By instance. */
  const waits = new Map<string, HookWait>();

  const end = (wait: HookWait, hook: string, result: ActionResult): void => {
    wait.actions.delete(hook);
    wait.abandoned ||= result === 'ABANDON';
    const skipsOthers = wait.abandoned && wait.transition === 'autoscaling:EC2_INSTANCE_TERMINATING';
    if (wait.actions.size > 0 && !skipsOthers) return;
    waits.delete(wait.instanceId);
    wait.onCompleted(wait.abandoned);
  };

  const endInTime = (wait: HookWait, action: LifecycleAction): void =>
    clock.after(action.endsAt - clock.now().getTime(), () => {
      const { name, defaultResult } = action.hook;
      if (waits.get(wait.instanceId) !== wait || wait.actions.get(name) !== action) return;
      if (clock.now().getTime() < action.endsAt) endInTime(wait, action);
      else end(wait, name, defaultResult);
    });

  const findAction = ({ group, hook, instanceId, token }: ActionName) => {
    for (const wait of waits.values()) {
      const action = wait.group === group ? wait.actions.get(hook) : undefined;
      if (action && (token === undefined ? wait.instanceId === instanceId : action.token === token))
        return { wait, action };
    }
    return undefined;
  };

  const emitLifecycleEvent = (
    { name: group, arn }: HookedGroup,
    instanceId: string,
    { token, hook: { name, transition, metadata } }: LifecycleAction,
  ): void => {
    const [detailType, Origin, Destination] = EVENT_TYPES[transition];
    emit({
      version: '0',
      id: drawUuid(clock),
      'detail-type': detailType,
      source: 'aws.autoscaling',
      account: ACCOUNT,
      time: `${clock.now().toISOString().slice(0, 19)}Z`,
      region,
      resources: [arn],
      detail: {
        LifecycleActionToken: token,
        AutoScalingGroupName: group,
        LifecycleHookName: name,
        EC2InstanceId: instanceId,
        LifecycleTransition: transition,
        ...(metadata !== undefined && { NotificationMetadata: metadata }),
        Origin,
        Destination,
      },
    });
  };

  return {
    /**
     * Begins to wait at every hook of a transition. `onCompleted` runs once, when all are completed. ABANDON skips the other
     * hooks of a terminating instance; of a launching one AWS does not say so.
     * https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
     */
    begin: (
      group: HookedGroup,
      instanceId: string,
      { transition, hooks }: { readonly transition: Transition; readonly hooks: readonly LifecycleHook[] },
      onCompleted: HookWait['onCompleted'],
    ): void => {
      const beganAt = clock.now().getTime();
      const actions = hooks.map((hook): LifecycleAction => {
        const [endsAt, latest] = [hook.heartbeatSeconds, globalTimeoutOf(hook)].map(
          (seconds) => beganAt + 1000 * seconds,
        );
        return { hook, token: drawUuid(clock), endsAt: endsAt ?? beganAt, latest: latest ?? beganAt };
      });
      const byHook = new Map(actions.map((action) => [action.hook.name, action]));
      const wait = { group: group.name, instanceId, transition, actions: byHook, onCompleted, abandoned: false };
      waits.set(instanceId, wait);
      for (const action of actions) {
        emitLifecycleEvent(group, instanceId, action);
        endInTime(wait, action);
      }
    },
    /** Ends an action. False where there is none of this name. */
    complete: (name: ActionName, result: ActionResult): boolean => {
      const found = findAction(name);
      if (found) end(found.wait, name.hook, result);
      return found !== undefined;
    },
    /** Begins the heartbeat of an action anew. False where there is none of this name. */
    recordHeartbeat: (name: ActionName): boolean => {
      const found = findAction(name);
      if (!found) return false;
      const { action } = found;
      action.endsAt = Math.min(clock.now().getTime() + 1000 * action.hook.heartbeatSeconds, action.latest);
      return true;
    },
    /** Ends every action at a hook that is deleted: launches are abandoned, terminations continue. */
    endAt: ({ name: group }: HookedGroup, { name, transition }: LifecycleHook): void => {
      for (const wait of waits.values())
        if (wait.group === group && wait.actions.has(name)) end(wait, name, RESULTS_OF_DELETION[transition]);
    },
    /** Stops waiting without completing. */
    cancel: (instanceId: string): void => void waits.delete(instanceId),
  };
};
