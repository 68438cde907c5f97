import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Actors, Controller } from '../controller.ts';
import { type Host, readFleet, TAGS } from '../fleet.ts';
import { formatState } from '../state.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResumption, planSuspension } from './plan.ts';

/** What the controllers of one region's hosts need of the world. */
export interface CapacityWorld {
  readonly autoScaling: (region: string) => AutoScaling;
  readonly keeper: string;
  readonly region: string;
  /** The hosts as they were listed a moment ago, which spares the first look. */
  readonly hosts?: readonly Host[];
}

/** Throws when the region cannot be listed. */
const observe = ({ autoScaling, keeper, region, hosts }: CapacityWorld) => {
  let listed = hosts;
  return async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, Host>> => {
    const seen = listed ?? (await readFleet(autoScaling, keeper, [region])).hosts;
    listed = undefined;
    const found = new Map(seen.map((host) => [host.group, host]));
    return new Map(
      targets.flatMap((target) => {
        const host = found.get(target.group);
        return host ? [[target, host] as const] : [];
      }),
    );
  };
};

const resumeActors = ({ autoScaling }: CapacityWorld): Actors<ResumeActions> => ({
  'autoscaling:CreateOrUpdateTags': ({ region, group, state }) =>
    autoScaling(region).createOrUpdateTags(group, { [TAGS.state]: formatState(state) }),
  'autoscaling:UpdateAutoScalingGroup': ({ region, group, sizes }) =>
    autoScaling(region).updateAutoScalingGroup(group, sizes),
});

const suspendActors = (world: CapacityWorld): Actors<SuspendActions> => ({
  ...resumeActors(world),
  'autoscaling:ResumeProcesses': ({ region, group, processes }) =>
    world.autoScaling(region).resumeProcesses(group, processes),
  'autoscaling:SetInstanceProtection': ({ region, group, instanceIds }) =>
    world.autoScaling(region).clearInstanceProtection(group, instanceIds),
  'autoscaling:TerminateInstanceInAutoScalingGroup': ({ region, instanceId }) =>
    world.autoScaling(region).terminateInstance(instanceId),
});

/** Few, so that each is brought to its end before the next begins, and a run that is cut off leaves few half done. */
const AT_ONCE = 10;

/** Suspends the hosts that are to be, and keeps every host as its state tag says. One for each run. */
export const suspension = (world: CapacityWorld): Controller<CapacityTarget, Host, SuspendActions> => ({
  name: 'suspension',
  observe: observe(world),
  plan: planSuspension,
  actors: suspendActors(world),
  atOnce: AT_ONCE,
});

/** Resumes the hosts that are to be; can do nothing else. One for each run. */
export const resumption = (world: CapacityWorld): Controller<CapacityTarget, Host, ResumeActions> => ({
  name: 'resumption',
  observe: observe(world),
  plan: planResumption,
  actors: resumeActors(world),
  atOnce: AT_ONCE,
});
