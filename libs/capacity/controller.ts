import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Executors, Controller } from '../controller/reconcile.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { Host } from '../hosts/host.ts';
import { formatState } from '../hosts/state.ts';
import { TAGS } from '../hosts/tags.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResumeRun, planSuspendRun } from './plan.ts';

/** What the capacity controllers need. */
export interface CapacityDeps {
  readonly autoScaling: (region: string) => AutoScaling;
  readonly directory: HostDirectory;
}

/** The first observation uses the listing that the run began with, every later one loads anew. Throws when the region cannot be listed. */
const observe = ({ directory }: CapacityDeps) => {
  let isFirst = true;
  return async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, Host>> => {
    if (!isFirst) for (const target of targets) directory.invalidate(target);
    isFirst = false;
    const hosts = await directory.getMany(targets);
    return new Map(
      targets.flatMap((target) => {
        const host = hosts.get(target);
        return host ? [[target, host] as const] : [];
      }),
    );
  };
};

const resumeExecutors = ({ autoScaling }: CapacityDeps): Executors<ResumeActions> => ({
  'autoscaling:CreateOrUpdateTags': ({ region, group, state }) =>
    autoScaling(region).createOrUpdateTags(group, { [TAGS.state.name]: formatState(state) }),
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
