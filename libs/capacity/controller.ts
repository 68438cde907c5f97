import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Controller, Executors, Polling } from '../controller/controller.ts';
import type { HostRef } from '../controller/result.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { Host } from '../hosts/host.ts';
import { formatState } from '../hosts/state.ts';
import { TAGS } from '../hosts/tags.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResumeRun, planStop, planSuspendRun } from './plan.ts';

/** Dependencies of a controller, which acts on the hosts of one region. */
interface CapacityDeps {
  readonly autoScaling: AutoScaling;
  readonly directory: Pick<HostDirectory, 'getMany' | 'invalidate'>;
}

/** The run has just listed the hosts, so the first observation costs no call. Throws when the region cannot be listed. */
const observe =
  ({ directory }: CapacityDeps) =>
  async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, Host>> => {
    const hosts = await directory.getMany(targets);
    return new Map(
      targets.flatMap((target) => {
        const host = hosts.get(target);
        return host ? [[target, host] as const] : [];
      }),
    );
  };

/** Executes an action; the next observation of its host then loads it anew. */
const andInvalidate =
  <A extends HostRef>({ directory }: CapacityDeps, execute: (action: A) => Promise<void>) =>
  async (action: A): Promise<void> => {
    try {
      await execute(action);
    } finally {
      directory.invalidate(action);
    }
  };

const resumeExecutors = (deps: CapacityDeps): Executors<ResumeActions> => ({
  'autoscaling:CreateOrUpdateTags': andInvalidate(deps, ({ group, state }) =>
    deps.autoScaling.createOrUpdateTags(group, { [TAGS.state.name]: formatState(state) }),
  ),
  'autoscaling:UpdateAutoScalingGroup': andInvalidate(deps, ({ group, sizes }) =>
    deps.autoScaling.updateAutoScalingGroup(group, sizes),
  ),
});

const suspendExecutors = (deps: CapacityDeps): Executors<SuspendActions> => ({
  ...resumeExecutors(deps),
  'autoscaling:ResumeProcesses': andInvalidate(deps, ({ group, processes }) =>
    deps.autoScaling.resumeProcesses(group, processes),
  ),
  'autoscaling:SetInstanceProtection': andInvalidate(deps, ({ group, instanceIds }) =>
    deps.autoScaling.clearInstanceProtection(group, instanceIds),
  ),
  'autoscaling:TerminateInstanceInAutoScalingGroup': andInvalidate(deps, ({ instanceId }) =>
    deps.autoScaling.terminateInstance(instanceId),
  ),
});

/** Few at once, so that most hosts are finished before the next ones begin: a run that is cut off leaves few half done. */
const MAX_CONCURRENCY = 10;

/**
 * EC2 Auto Scaling launches and terminates within minutes, longer than a run polls: while some hosts are acted on, a
 * listing of the others would cost calls and show nothing new.
 */
const POLLING: Polling = {
  everySeconds: 15,
  giveUpAfterSeconds: { untouched: 45, acted: 45 },
  followUpSeconds: 20,
  whileActing: false,
};

/** A pass of `reconcile` polls for nothing: the next pass comes within a minute. */
const RECONCILE_POLLING: Polling = {
  ...POLLING,
  giveUpAfterSeconds: { untouched: 0, acted: 0 },
  followUpSeconds: 0,
};

/** A controller for one run. */
export type CapacityController<V> = (deps: CapacityDeps) => Controller<CapacityTarget, Host, V>;

/** Suspends the hosts with a request to. */
export const suspendController: CapacityController<SuspendActions> = (deps) => ({
  name: 'suspension',
  observe: observe(deps),
  plan: planStop,
  executors: suspendExecutors(deps),
  maxConcurrency: MAX_CONCURRENCY,
  polling: POLLING,
});

/** The same in a pass of `reconcile`, which keeps the other hosts as their state tag says. */
export const reconcileController: CapacityController<SuspendActions> = (deps) => ({
  ...suspendController(deps),
  plan: planSuspendRun,
  polling: RECONCILE_POLLING,
});

/** Resumes the hosts with a request to; has no executor for anything else. */
export const resumeController: CapacityController<ResumeActions> = (deps) => ({
  name: 'resumption',
  observe: observe(deps),
  plan: planResumeRun,
  executors: resumeExecutors(deps),
  maxConcurrency: MAX_CONCURRENCY,
  polling: POLLING,
});
