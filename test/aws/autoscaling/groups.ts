import type { Ec2Instance } from '../ec2/instances.ts';
import { createActivities } from './activities.ts';
import { validationError } from './errors.ts';
import { createHookWaits, type Transition } from './hooks.ts';
import { createLauncher, type LauncherDeps } from './launcher.ts';
import { newGroup } from './new-group.ts';
import { TIMES } from './quotas.ts';
import {
  type Group,
  type GroupInput,
  type GroupInstance,
  type GroupSizes,
  isLaunching,
  type ScalingActivity,
} from './state.ts';

/** How the activity of a launch ends, and AWS's words for it. */
type LaunchEnd = readonly [status: 'Successful' | 'Cancelled', message?: string];

const ABANDONED =
  "Instance failed to complete user's Lifecycle Action: Lifecycle Action was abandoned: Lifecycle Action Completed with ABANDON Result";
const NO_CAPACITY =
  'We currently do not have sufficient capacity in the Availability Zone you requested. Our system will be working on provisioning additional capacity.';
const RETAINED = 'Lifecycle Action was abandoned; the instance is retained.';
const UNHEALTHY = 'Instance became unhealthy while waiting for instance to be in InService state.';

/** The groups of a region. They launch and terminate instances as their sizes require. */
export const createGroups = (
  deps: LauncherDeps & {
    /** Puts an event on the region's default bus. */
    readonly emit: (event: object) => void;
  },
) => {
  const { clock, region, instances: ec2Instances, emit } = deps;
  const groups = new Map<string, Group>();

  const createInstance = createLauncher(deps);
  const activities = createActivities({ clock, region, emit });
  /** The activity of each launch that is in progress, by its instance. */
  const launches = new Map<string, ScalingActivity>();

  const endLaunch = (instanceId: string, ...[status, message]: LaunchEnd): void => {
    const activity = launches.get(instanceId);
    launches.delete(instanceId);
    if (activity) activities.end(activity, status, message);
  };

  const hookWaits = createHookWaits({ clock, region, emit });

  /** Takes the next step of an instance after a delay, unless its state has changed by then. */
  const moveAfter = (instance: GroupInstance, milliseconds: number, next: () => void): void => {
    const { lifecycleState } = instance;
    clock.after(milliseconds, () => {
      if (instance.lifecycleState === lifecycleState) next();
    });
  };

  /** Has EC2 terminate the instance. The group lists it for a while longer. */
  const finishTermination = (group: Group, instance: GroupInstance, activity: ScalingActivity): void => {
    ec2Instances.terminate(instance.instanceId);
    // In a zone that fails, EC2 does not terminate it.
    if (deps.isZoneDown(instance.zone)) return;
    moveAfter(instance, clock.drawMilliseconds(TIMES.termination.seconds), () => {
      activities.end(activity, 'Successful');
      instance.lifecycleState = 'Terminated';
      group.instances = group.instances.filter((other) => other !== instance);
    });
  };

  /** Holds an instance in `:Wait` while the hooks of a transition are open; without any, continues at once. */
  const awaitHooks = (
    group: Group,
    instance: GroupInstance,
    transition: Transition,
    onCompleted: (abandoned: boolean) => void,
  ): void => {
    const state = transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'Pending' : 'Terminating';
    const hooks = [...group.hooks.values()].filter((hook) => hook.transition === transition);
    if (hooks.length === 0) return onCompleted(false);
    instance.lifecycleState = `${state}:Wait`;
    hookWaits.begin(group, instance.instanceId, { transition, hooks }, (abandoned) => {
      if (instance.lifecycleState !== `${state}:Wait`) return;
      instance.lifecycleState = `${state}:Proceed`;
      onCompleted(abandoned);
    });
  };

  /** Keeps an instance whose termination was abandoned, for a person to examine. AWS's words are assumed. */
  const retain = (instance: GroupInstance, activity: ScalingActivity): void => {
    instance.lifecycleState = 'Terminating:Retained';
    activities.end(activity, 'Cancelled', RETAINED);
  };

  /**
   * Terminates an instance in any state; no effect on one that already terminates. One that was retained ends without its
   * hooks: they have had their say.
   * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-lifecycle-policy.html
   */
  const terminate = (group: Group, instance: GroupInstance, cause = 'an instance was taken out of service'): void => {
    const { lifecycleState, instanceId } = instance;
    const wasRetained = lifecycleState === 'Terminating:Retained';
    if (lifecycleState.startsWith('Terminating') && !wasRetained) return;
    hookWaits.cancel(instanceId);
    endLaunch(instanceId, 'Cancelled', UNHEALTHY);
    instance.lifecycleState = 'Terminating';
    const activity = activities.begin(group, { description: `Terminating EC2 instance: ${instanceId}`, cause });
    const finish = (): void => finishTermination(group, instance, activity);
    if (wasRetained) finish();
    else
      awaitHooks(group, instance, 'autoscaling:EC2_INSTANCE_TERMINATING', (abandoned) => {
        if (abandoned && group.retain) return retain(instance, activity);
        finish();
      });
    evaluateSoon(group);
  };

  /**
   * The cause of an activity by which a group approaches its desired capacity.
   * https://docs.aws.amazon.com/cli/latest/reference/autoscaling/describe-scaling-activities.html
   */
  const causeOf = ({ resizing = '' }: Group, what: string): string =>
    `${resizing}At ${clock.now().toISOString()} ${what} in response to a difference between desired and actual capacity.`;

  const putInService = (group: Group, instance: GroupInstance): void => {
    endLaunch(instance.instanceId, 'Successful');
    instance.lifecycleState = 'InService';
    instance.protectedFromScaleIn = group.protectNewInstances;
    evaluateSoon(group);
  };

  /** AWS tries again and again, until a launch succeeds. */
  const failLaunch = (group: Group, message: string): void => {
    if (group.isRetrying === true) return;
    activities.failLaunch(group, causeOf(group, 'an instance was started'), message);
    group.isRetrying = true;
    clock.after(clock.drawMilliseconds(TIMES.launchRetry.seconds), () => {
      group.isRetrying = false;
      if (groups.get(group.name) === group) evaluate(group);
    });
  };

  const launch = (group: Group): void => {
    if (group.launchFailure !== undefined) return failLaunch(group, group.launchFailure);
    if (group.zones.every(deps.isZoneDown)) return failLaunch(group, NO_CAPACITY);
    const instance = createInstance(group, 'Pending', false);
    group.instances.push(instance);
    const description = `Launching a new EC2 instance: ${instance.instanceId}`;
    const cause = causeOf(group, 'an instance was started');
    launches.set(instance.instanceId, activities.begin(group, { description, cause }));
    const hasLaunchHook = [...group.hooks.values()].some(
      ({ transition }) => transition === 'autoscaling:EC2_INSTANCE_LAUNCHING',
    );
    if (!hasLaunchHook)
      return moveAfter(instance, clock.drawMilliseconds(TIMES.launch.seconds), () => putInService(group, instance));
    moveAfter(instance, clock.drawMilliseconds(TIMES.reachHook.seconds), () =>
      awaitHooks(group, instance, 'autoscaling:EC2_INSTANCE_LAUNCHING', (abandoned) => {
        if (abandoned) {
          endLaunch(instance.instanceId, 'Cancelled', ABANDONED);
          return terminate(group, instance, 'its launch was abandoned');
        }
        moveAfter(instance, clock.drawMilliseconds(TIMES.enterService.seconds), () => putInService(group, instance));
      }),
    );
  };

  /**
   * Compares the instances with the desired capacity. `Standby` does not count; protection prevents scale-in. An instance
   * that launches counts, and is terminated only once it is in service: AWS does not say so, but it refuses to terminate one
   * by its id, and this is the worse case for a stop.
   */
  const evaluate = (group: Group): void => {
    const counted = group.instances.filter(({ lifecycleState }) => /^(InService|Pending)/.test(lifecycleState));
    const surplus = counted.length - group.sizes.desired;
    if (surplus === 0) delete group.resizing;
    if (surplus > 0 && !group.suspendedProcesses.has('Terminate')) {
      const candidates = counted.filter((instance) => !instance.protectedFromScaleIn && !isLaunching(instance));
      for (const instance of candidates.slice(0, surplus))
        terminate(group, instance, causeOf(group, 'an instance was taken out of service'));
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
    /** The lifecycle actions of instances that wait at hooks. */
    actions: hookWaits,
    /** Has the health check find an instance that ended outside the group's control, which replaces it. */
    replaceMissing: (instanceId: string): void =>
      clock.after(clock.drawMilliseconds(TIMES.healthCheck.seconds), () => {
        for (const group of groups.values()) {
          const instance = group.instances.find((candidate) => candidate.instanceId === instanceId);
          if (!instance) continue;
          instance.isHealthy = false;
          terminate(group, instance, 'an instance was taken out of service in response to an EC2 health check');
        }
      }),
    add: (input: GroupInput): Group => {
      const { lifecycleStates: states = Array.from({ length: input.sizes.desired }, () => 'InService' as const) } =
        input;
      const group = newGroup(input, { clock, region });
      group.instances = states.map((state, index) =>
        createInstance(group, state, group.protectNewInstances, input.instanceIds?.[index]),
      );
      groups.set(group.name, group);
      return group;
    },
    /** Adds instances that run already. Their launch hooks do not apply; the desired capacity grows by their number. */
    attach: (group: Group, attached: readonly Ec2Instance[]): void => {
      const { min, desired, max } = group.sizes;
      const grown = desired + attached.length;
      if (grown > max) {
        const sum = `attach:${attached.length}, desired:${desired}, max:${max}`;
        throw validationError(`AutoScalingGroup ${group.name} has max-size exceeded by the instances (${sum}).`);
      }
      group.sizes = { min, desired: grown, max };
      for (const { instanceId, zone, tags } of attached) {
        tags.set('aws:autoscaling:groupName', group.name);
        const instance: GroupInstance = {
          instanceId,
          zone,
          isHealthy: true,
          lifecycleState: 'Pending',
          protectedFromScaleIn: group.protectNewInstances,
        };
        group.instances.push(instance);
        moveAfter(instance, clock.drawMilliseconds(TIMES.enterService.seconds), () => putInService(group, instance));
      }
    },
    /** Deletes a group, whose instances end with it: no hook holds them. */
    remove: (group: Group): void => {
      groups.delete(group.name);
      for (const { instanceId } of group.instances) {
        hookWaits.cancel(instanceId);
        ec2Instances.terminate(instanceId);
      }
    },
    /** Sets the sizes in `input`. Without a desired capacity, AWS moves the present one into the new bounds. */
    resize: (group: Group, input: Partial<GroupSizes>): void => {
      const { min, max } = { ...group.sizes, ...input };
      const desired = input.desired ?? Math.min(max, Math.max(min, group.sizes.desired));
      if (min > max) throw validationError('Min bound must be less than or equal to max bound');
      if (desired < min || desired > max) {
        const bound = desired > max ? `above max value ${max}` : `below min value ${min}`;
        throw validationError(`New SetDesiredCapacity value ${desired} is ${bound} for the AutoScalingGroup.`);
      }
      if (desired !== group.sizes.desired) {
        const change = `changing the desired capacity from ${group.sizes.desired} to ${desired}`;
        const constraints = `min: ${min}, max: ${max}, desired: ${desired}`;
        group.resizing = `At ${clock.now().toISOString()} a user request update of AutoScalingGroup constraints to ${constraints} ${change}.  `;
      }
      group.sizes = { min, desired, max };
      evaluateSoon(group);
    },
  };
};

export type Groups = ReturnType<typeof createGroups>;
