import type { LifecycleState } from '@aws-sdk/client-auto-scaling';

import { TIMES } from './aws.ts';
import type { Clock } from './clock.ts';
import { ACCOUNT, AwsError } from './service.ts';

/** An instance of a group. */
export interface Instance {
  readonly instanceId: string;
  lifecycleState: LifecycleState;
  protectedFromScaleIn: boolean;
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
  instances: Instance[];
  readonly tags: Map<string, string>;
  readonly suspendedProcesses: Set<string>;
  readonly protectNewInstances: boolean;
  /** What a scale-in terminates stays as `Terminating:Retained`, as an instance lifecycle policy can have it. */
  readonly retain: boolean;
  readonly warmPool: boolean;
  /** How long a lifecycle hook keeps an instance in `Terminating:Wait`. */
  readonly terminationHookSeconds: number;
}

/** What a group may be made with. */
export interface GroupInput extends Partial<
  Pick<Group, 'protectNewInstances' | 'retain' | 'warmPool' | 'terminationHookSeconds'>
> {
  readonly name: string;
  readonly sizes: GroupSizes;
  readonly tags: Readonly<Record<string, string>>;
  readonly suspendedProcesses?: readonly string[];
  /** The states of the instances that it begins with; as many in service as desired where it is left out. */
  readonly lifecycleStates?: readonly LifecycleState[];
}

/** Eight digits of a number from 0 up to 1. */
const hex = (random: number): string =>
  Math.floor(random * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** The groups of a region, which launch and terminate by themselves as their sizes ask. */
export const createGroups = ({ clock, region }: { readonly clock: Clock; readonly region: string }) => {
  const groups = new Map<string, Group>();

  /** An id of AWS's length, drawn by the world's seed. */
  const id = (): string => `0${hex(clock.random())}${hex(clock.random())}`;

  const instance = (lifecycleState: LifecycleState, protectedFromScaleIn: boolean): Instance => ({
    instanceId: `i-${id()}`,
    lifecycleState,
    protectedFromScaleIn,
  });

  /** Moves an instance on after a while, unless something else has moved it meanwhile. */
  const then = (one: Instance, milliseconds: number, next: () => void): void => {
    const { lifecycleState } = one;
    clock.after(milliseconds, () => {
      if (one.lifecycleState === lifecycleState) next();
    });
  };

  const gone = (group: Group, one: Instance): void =>
    then(one, clock.within(TIMES.termination.seconds), () => {
      one.lifecycleState = 'Terminated';
      group.instances = group.instances.filter((other) => other !== one);
    });

  /** Terminates an instance, whatever its state: what is on its way already goes its way. */
  const end = (group: Group, one: Instance): void => {
    if (one.lifecycleState.startsWith('Terminating') && one.lifecycleState !== 'Terminating:Retained') return;
    one.lifecycleState = 'Terminating';
    if (group.terminationHookSeconds > 0) {
      one.lifecycleState = 'Terminating:Wait';
      then(one, 1000 * group.terminationHookSeconds, () => {
        one.lifecycleState = 'Terminating:Proceed';
        gone(group, one);
      });
    } else gone(group, one);
    evaluateSoon(group);
  };

  const scaleIn = (group: Group, one: Instance): void => {
    if (group.retain) one.lifecycleState = 'Terminating:Retained';
    else end(group, one);
  };

  const launch = (group: Group): void => {
    const one = instance('Pending', false);
    group.instances.push(one);
    then(one, clock.within(TIMES.launch.seconds), () => {
      one.lifecycleState = 'InService';
      one.protectedFromScaleIn = group.protectNewInstances;
      evaluateSoon(group);
    });
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
    clock.after(clock.within(TIMES.evaluation.seconds), () => {
      if (groups.get(group.name) === group) evaluate(group);
    });

  return {
    get: (name: string): Group | undefined => groups.get(name),
    /** In the order of their names, as AWS pages them. */
    all: (): readonly Group[] => [...groups.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    end,
    evaluateSoon,
    add: ({ name, sizes, tags, suspendedProcesses = [], lifecycleStates, ...more }: GroupInput): Group => {
      const states = lifecycleStates ?? Array.from({ length: sizes.desired }, () => 'InService' as const);
      const group: Group = {
        protectNewInstances: false,
        retain: false,
        warmPool: false,
        terminationHookSeconds: 0,
        ...more,
        name,
        region,
        arn: `arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:${id()}:autoScalingGroupName/${name}`,
        createdAt: clock.now(),
        sizes,
        instances: states.map((state) => instance(state, more.protectNewInstances ?? false)),
        tags: new Map(Object.entries(tags)),
        suspendedProcesses: new Set(suspendedProcesses),
      };
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
