import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Executors, Controller } from '../controller/reconcile.ts';
import { type Host, listHosts, TAGS } from '../hosts/directory.ts';
import { formatState } from '../hosts/state.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResumeRun, planSuspendRun } from './plan.ts';

/** What the controllers of one region's hosts need of the world. */
export interface CapacityDeps {
  readonly autoScaling: (region: string) => AutoScaling;
  readonly stage: string;
  readonly region: string;
  /** The hosts as they were listed a moment ago, which spares the first look. */
  readonly hosts?: readonly Host[];
}

/** Throws when the region cannot be listed. */
const observe = ({ autoScaling, stage, region, hosts }: CapacityDeps) => {
  let listed = hosts;
  return async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, Host>> => {
    const current = listed ?? (await listHosts(autoScaling, stage, [region])).hosts;
    listed = undefined;
    const byGroup = new Map(current.map((host) => [host.group, host]));
    return new Map(
      targets.flatMap((target) => {
        const host = byGroup.get(target.group);
        return host ? [[target, host] as const] : [];
      }),
    );
  };
};

const resumeExecutors = ({ autoScaling }: CapacityDeps): Executors<ResumeActions> => ({
  'autoscaling:CreateOrUpdateTags': ({ region, group, state }) =>
    autoScaling(region).createOrUpdateTags(group, { [TAGS.state]: formatState(state) }),
  'autoscaling:UpdateAutoScalingGroup': ({ region, group, sizes }) =>
    autoScaling(region).updateAutoScalingGroup(group, sizes),
});

const suspendExecutors = (deps: CapacityDeps): Executors<SuspendActions> => ({
  ...resumeExecutors(deps),
  'autoscaling:ResumeProcesses': ({ region, group, processes }) =>
    deps.autoScaling(region).resumeProcesses(group, processes),
  'autoscaling:SetInstanceProtection': ({ region, group, instanceIds }) =>
    deps.autoScaling(region).clearInstanceProtection(group, instanceIds),
  'autoscaling:TerminateInstanceInAutoScalingGroup': ({ region, instanceId }) =>
    deps.autoScaling(region).terminateInstance(instanceId),
});

/** Few, so that each is brought to its end before the next begins, and a run that is cut off leaves few half done. */
const MAX_CONCURRENCY = 10;

/** Suspends the hosts that are to be, and keeps every host as its state tag says. One for each run. */
export const suspendController = (deps: CapacityDeps): Controller<CapacityTarget, Host, SuspendActions> => ({
  name: 'suspension',
  observe: observe(deps),
  plan: planSuspendRun,
  executors: suspendExecutors(deps),
  maxConcurrency: MAX_CONCURRENCY,
});

/** Resumes the hosts that are to be; can do nothing else. One for each run. */
export const resumeController = (deps: CapacityDeps): Controller<CapacityTarget, Host, ResumeActions> => ({
  name: 'resumption',
  observe: observe(deps),
  plan: planResumeRun,
  executors: resumeExecutors(deps),
  maxConcurrency: MAX_CONCURRENCY,
});
