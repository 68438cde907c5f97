import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { ACCOUNT, AwsError } from '../service.ts';

/** When a hook lets instances wait. */
export type Transition = 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING';

/** A lifecycle hook of a group. */
export interface Hook {
  readonly name: string;
  readonly transition: Transition;
  readonly heartbeatSeconds: number;
  readonly defaultResult: 'CONTINUE' | 'ABANDON';
  readonly metadata?: string | undefined;
}

/** An instance that waits at its hooks, each for its own answer. */
interface Wait {
  readonly open: Set<string>;
  readonly goOn: (abandoned: boolean) => void;
  abandoned: boolean;
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
const KINDS: Readonly<Record<Transition, readonly [detailType: string, origin: string, destination: string]>> = {
  'autoscaling:EC2_INSTANCE_LAUNCHING': ['EC2 Instance-launch Lifecycle Action', 'EC2', 'AutoScalingGroup'],
  'autoscaling:EC2_INSTANCE_TERMINATING': ['EC2 Instance-terminate Lifecycle Action', 'AutoScalingGroup', 'EC2'],
};

/** The instances of a region that wait at lifecycle hooks. AWS tells of each hook once, and keeps the time itself. */
export const createWaits = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly emit: (event: object) => void;
}) => {
  const { clock, region, emit } = deps;
  const waits = new Map<string, Wait>();

  const answer = (instanceId: string, hook: string, result: string): boolean => {
    const wait = waits.get(instanceId);
    if (!wait?.open.delete(hook)) return false;
    wait.abandoned ||= result === 'ABANDON';
    if (wait.open.size === 0 || wait.abandoned) {
      waits.delete(instanceId);
      wait.goOn(wait.abandoned);
    }
    return true;
  };

  const tell = (group: string, instanceId: string, { name, transition, metadata }: Hook): void => {
    const [detailType, Origin, Destination] = KINDS[transition];
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
    begin: (group: string, instanceId: string, hooks: readonly Hook[], goOn: Wait['goOn']): void => {
      const wait: Wait = { open: new Set(hooks.map(({ name }) => name)), goOn, abandoned: false };
      waits.set(instanceId, wait);
      for (const hook of hooks) {
        tell(group, instanceId, hook);
        clock.after(1000 * hook.heartbeatSeconds, () => {
          if (waits.get(instanceId) === wait) answer(instanceId, hook.name, hook.defaultResult);
        });
      }
    },
    complete: (instanceId: string, hook: string, result: string): void => {
      if (!answer(instanceId, hook, result))
        throw new AwsError('ValidationError', `No active Lifecycle Action found with instance ID ${instanceId}`);
    },
    forget: (instanceId: string): void => void waits.delete(instanceId),
  };
};
