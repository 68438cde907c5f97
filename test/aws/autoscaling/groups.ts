import type { LifecycleState } from '@aws-sdk/client-auto-scaling';

import { createHookWaits, type LifecycleHook, type Transition } from './hooks.ts';
import { TIMES } from '../quotas.ts';
import type { Clock } from '../clock.ts';
import type { SimulatedEc2 } from '../ec2/index.ts';
import { drawId } from '../ids.ts';
import { ACCOUNT, AwsError } from '../operation.ts';

/** An instance of a group. */
export interface GroupInstance {
  readonly instanceId: string;
  readonly zone: string;
  lifecycleState: LifecycleState;
  protectedFromScaleIn: boolean;
}

/** Something that a group did, as it tells of it. */
export interface ScalingActivity {
  readonly description: string;
  readonly cause: string;
  readonly startedAt: Date;
}

/** The sizes of a group, in instances. */
export interface GroupSizes {
  readonly min: number;
  readonly desired: number;
  readonly max: number;
}

/** A group, as it is at this moment. */
export interface Group {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly createdAt: Date;
  sizes: GroupSizes;
  instances: GroupInstance[];
  readonly tags: Map<string, string>;
  readonly suspendedProcesses: Set<string>;
  readonly protectNewInstances: boolean;
  /** What a scale-in terminates stays as `Terminating:Retained`, as an instance lifecycle policy can have it. */
  readonly retain: boolean;
  readonly warmPool: boolean;
  readonly capacityRebalance: boolean;
  /** The zones in which it launches, in turn. */
  readonly zones: readonly string[];
  readonly spot: boolean;
  readonly ipv6: boolean;
  /** By name. */
  readonly hooks: Map<string, LifecycleHook>;
  /** The newest first. */
  readonly activities: ScalingActivity[];
}

/** What a group may be made with. */
export interface GroupInput extends Partial<
  Pick<Group, 'protectNewInstances' | 'retain' | 'warmPool' | 'capacityRebalance' | 'zones' | 'spot' | 'ipv6'>
> {
  readonly name: string;
  readonly sizes: GroupSizes;
  readonly tags: Readonly<Record<string, string>>;
  readonly suspendedProcesses?: readonly string[];
  /** The states of the instances that it begins with; as many in service as desired where it is left out. */
  readonly lifecycleStates?: readonly LifecycleState[];
  readonly hooks?: readonly LifecycleHook[];
}

/** The groups of a region, which launch and terminate by themselves as their sizes ask. */
export const createGroups = (deps: {
  readonly clock: Clock;
  readonly region: string;
  /** Where the instances run. */
  readonly ec2: Pick<SimulatedEc2, 'instances'>;
  /** Puts an event on the region's default bus. */
  readonly emit: (event: object) => void;
}) => {
  const { clock, region, ec2, emit } = deps;
  const groups = new Map<string, Group>();

  const createInstance = (
    group: Group,
    lifecycleState: LifecycleState,
    protectedFromScaleIn: boolean,
  ): GroupInstance => {
    const instanceId = `i-${drawId(clock)}`;
    const zone = group.zones[group.activities.length % group.zones.length] ?? `${region}a`;
    ec2.instances.launch({
      instanceId,
      zone,
      tags: { 'aws:autoscaling:groupName': group.name },
      spot: group.spot,
      ipv6: group.ipv6,
      running: lifecycleState !== 'Pending',
    });
    return { instanceId, zone, lifecycleState, protectedFromScaleIn };
  };

  const recordActivity = (group: Group, description: string, cause: string): ScalingActivity => {
    const activity = { description, cause, startedAt: clock.now() };
    group.activities.unshift(activity);
    return activity;
  };

  const hookWaits = createHookWaits({ clock, region, emit });

  /** Moves an instance on after a while, unless something else has moved it meanwhile. */
  const moveAfter = (one: GroupInstance, milliseconds: number, next: () => void): void => {
    const { lifecycleState } = one;
    clock.after(milliseconds, () => {
      if (one.lifecycleState === lifecycleState) next();
    });
  };

  /** EC2 ends it; the group lists it until a while after. */
  const finishTermination = (group: Group, one: GroupInstance): void => {
    ec2.instances.terminate(one.instanceId);
    moveAfter(one, clock.drawMilliseconds(TIMES.termination.seconds), () => {
      one.lifecycleState = 'Terminated';
      group.instances = group.instances.filter((other) => other !== one);
    });
  };

  /** Lets an instance wait at the hooks of a transition, if there are any, and go on when all are completed. */
  const awaitHooks = (
    group: Group,
    one: GroupInstance,
    transition: Transition,
    onCompleted: (abandoned: boolean) => void,
  ): void => {
    const [state] =
      transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? ['Pending' as const] : ['Terminating' as const];
    const hooks = [...group.hooks.values()].filter((hook) => hook.transition === transition);
    if (hooks.length === 0) return onCompleted(false);
    one.lifecycleState = `${state}:Wait`;
    hookWaits.begin(group.name, one.instanceId, hooks, (abandoned) => {
      if (one.lifecycleState !== `${state}:Wait`) return;
      one.lifecycleState = `${state}:Proceed`;
      onCompleted(abandoned);
    });
  };

  /** Terminates an instance, whatever its state: what is on its way already goes its way. */
  const terminate = (group: Group, one: GroupInstance, cause = 'an instance was taken out of service'): void => {
    if (one.lifecycleState.startsWith('Terminating') && one.lifecycleState !== 'Terminating:Retained') return;
    hookWaits.cancel(one.instanceId);
    one.lifecycleState = 'Terminating';
    recordActivity(group, `Terminating EC2 instance: ${one.instanceId}`, cause);
    awaitHooks(group, one, 'autoscaling:EC2_INSTANCE_TERMINATING', () => finishTermination(group, one));
    evaluateSoon(group);
  };

  const scaleIn = (group: Group, one: GroupInstance): void => {
    if (group.retain) one.lifecycleState = 'Terminating:Retained';
    else terminate(group, one);
  };

  const putInService = (group: Group, one: GroupInstance): void => {
    one.lifecycleState = 'InService';
    one.protectedFromScaleIn = group.protectNewInstances;
    evaluateSoon(group);
  };

  const launch = (group: Group): void => {
    const one = createInstance(group, 'Pending', false);
    group.instances.push(one);
    recordActivity(
      group,
      `Launching a new EC2 instance: ${one.instanceId}`,
      'an instance was started to meet the desired capacity',
    );
    const hasLaunchHook = [...group.hooks.values()].some(
      ({ transition }) => transition === 'autoscaling:EC2_INSTANCE_LAUNCHING',
    );
    if (!hasLaunchHook)
      return moveAfter(one, clock.drawMilliseconds(TIMES.launch.seconds), () => putInService(group, one));
    moveAfter(one, clock.drawMilliseconds(TIMES.reachHook.seconds), () =>
      awaitHooks(group, one, 'autoscaling:EC2_INSTANCE_LAUNCHING', (abandoned) => {
        if (abandoned) return terminate(group, one, 'its launch was abandoned');
        moveAfter(one, clock.drawMilliseconds(TIMES.enterService.seconds), () => putInService(group, one));
      }),
    );
  };

  /** Compares what there is to what is desired; `Standby` does not count, and protection keeps from scale-in. */
  const evaluate = (group: Group): void => {
    const counted = group.instances.filter(({ lifecycleState }) => /^(InService|Pending)/.test(lifecycleState));
    const surplus = counted.length - group.sizes.desired;
    if (surplus > 0 && !group.suspendedProcesses.has('Terminate')) {
      for (const one of counted.filter((each) => !each.protectedFromScaleIn).slice(0, surplus)) scaleIn(group, one);
    }
    if (surplus < 0 && !group.suspendedProcesses.has('Launch')) {
      for (let count = surplus; count < 0; count++) launch(group);
    }
  };

  const evaluateSoon = (group: Group): void =>
    clock.after(clock.drawMilliseconds(TIMES.evaluation.seconds), () => {
      if (groups.get(group.name) === group) evaluate(group);
    });

  return {
    get: (name: string): Group | undefined => groups.get(name),
    /** In the order of their names, as AWS pages them. */
    all: (): readonly Group[] => [...groups.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    terminate,
    evaluateSoon,
    /** Completes the wait of an instance at a hook. Throws what AWS answers when nobody waits there. */
    complete: hookWaits.complete,
    /** Sees to it that a machine that is gone by itself is replaced. */
    replaceMissing: (instanceId: string): void =>
      clock.after(clock.drawMilliseconds(TIMES.healthCheck.seconds), () => {
        for (const group of groups.values()) {
          const one = group.instances.find((each) => each.instanceId === instanceId);
          if (one) terminate(group, one, 'an instance was taken out of service in response to an EC2 health check');
        }
      }),
    add: ({ name, sizes, tags, suspendedProcesses = [], lifecycleStates, hooks = [], ...more }: GroupInput): Group => {
      const states = lifecycleStates ?? Array.from({ length: sizes.desired }, () => 'InService' as const);
      const group: Group = {
        protectNewInstances: false,
        retain: false,
        warmPool: false,
        capacityRebalance: false,
        zones: [`${region}a`],
        spot: false,
        ipv6: false,
        ...more,
        name,
        region,
        arn: `arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:${drawId(clock)}:autoScalingGroupName/${name}`,
        createdAt: clock.now(),
        sizes,
        instances: [],
        tags: new Map(Object.entries(tags)),
        suspendedProcesses: new Set(suspendedProcesses),
        hooks: new Map(hooks.map((hook) => [hook.name, hook])),
        activities: [],
      };
      group.instances = states.map((state) => createInstance(group, state, more.protectNewInstances ?? false));
      groups.set(name, group);
      return group;
    },
    remove: (group: Group): void => {
      groups.delete(group.name);
    },
    /** Sets what is given; without a desired capacity AWS keeps the old one within the new bounds. */
    resize: (group: Group, given: Partial<GroupSizes>): void => {
      const { min, max } = { ...group.sizes, ...given };
      const desired = given.desired ?? Math.min(max, Math.max(min, group.sizes.desired));
      if (min > max) throw new AwsError('ValidationError', 'Min bound must be less than or equal to max bound');
      if (desired < min || desired > max) {
        const side = desired > max ? `above max value ${max}` : `below min value ${min}`;
        throw new AwsError(
          'ValidationError',
          `New SetDesiredCapacity value ${desired} is ${side} for the AutoScalingGroup.`,
        );
      }
      group.sizes = { min, desired, max };
      evaluateSoon(group);
    },
  };
};
