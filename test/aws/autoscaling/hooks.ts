import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';
import { validationError } from './errors.ts';

/** The transition at which a hook holds instances. */
export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

/** A lifecycle hook of a group. */
export interface LifecycleHook {
  readonly name: string;
  readonly transition: Transition;
  readonly heartbeatSeconds: number;
  readonly defaultResult: 'CONTINUE' | 'ABANDON';
  readonly metadata?: string | undefined;
}

/** An instance that waits at one or more hooks. */
interface HookWait {
  readonly transition: Transition | undefined;
  readonly pendingHooks: Set<string>;
  readonly onCompleted: (abandoned: boolean) => void;
  abandoned: boolean;
}

/** The events of the two transitions. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
const EVENT_TYPES: Readonly<Record<Transition, readonly [detailType: string, origin: string, destination: string]>> = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': ['EC2 Instance-launch Lifecycle Action', 'EC2', 'AutoScalingGroup'],
  'autoscaling:EC2_INSTANCE_TERMINATING': ['EC2 Instance-terminate Lifecycle Action', 'AutoScalingGroup', 'EC2'],
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
  const waits = new Map<string, HookWait>();

  const completeHook = (instanceId: string, hook: string, result: string): boolean => {
    const wait = waits.get(instanceId);
    if (!wait?.pendingHooks.delete(hook)) return false;
    wait.abandoned ||= result === 'ABANDON';
    const skipsOthers = wait.abandoned && wait.transition === 'autoscaling:EC2_INSTANCE_TERMINATING';
    if (wait.pendingHooks.size === 0 || skipsOthers) {
      waits.delete(instanceId);
      wait.onCompleted(wait.abandoned);
    }
    return true;
  };

  const emitLifecycleEvent = (
    group: string,
    instanceId: string,
    { name, transition, metadata }: LifecycleHook,
  ): void => {
    const [detailType, Origin, Destination] = EVENT_TYPES[transition];
    emit({
      version: '0',
      id: drawId(clock),
      'detail-type': detailType,
      source: 'aws.autoscaling',
      account: ACCOUNT,
      time: `${clock.now().toISOString().slice(0, 19)}Z`,
      region,
      resources: [`arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:0:autoScalingGroupName/${group}`],
      detail: {
        LifecycleActionToken: drawId(clock),
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
     * Begins to wait at every hook. `onCompleted` runs once, when all are completed. ABANDON skips the other hooks of a
     * terminating instance; of a launching one AWS does not say so.
     * https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
     */
    begin: (
      group: string,
      instanceId: string,
      hooks: readonly LifecycleHook[],
      onCompleted: HookWait['onCompleted'],
    ): void => {
      const pendingHooks = new Set(hooks.map(({ name }) => name));
      const wait: HookWait = { transition: hooks[0]?.transition, pendingHooks, onCompleted, abandoned: false };
      waits.set(instanceId, wait);
      for (const hook of hooks) {
        emitLifecycleEvent(group, instanceId, hook);
        clock.after(1000 * hook.heartbeatSeconds, () => {
          if (waits.get(instanceId) === wait) completeHook(instanceId, hook.name, hook.defaultResult);
        });
      }
    },
    /** Throws `ValidationError` for an instance that does not wait at the hook. */
    complete: (instanceId: string, hook: string, result: string): void => {
      if (!completeHook(instanceId, hook, result))
        throw validationError(`No active Lifecycle Action found with instance ID ${instanceId}`);
    },
    /** Stops waiting without completing. */
    cancel: (instanceId: string): void => void waits.delete(instanceId),
  };
};
