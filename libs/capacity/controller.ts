import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Controller, Executors, Polling } from '../controller/controller.ts';
import { type Host, listHosts, TAGS } from '../hosts/directory.ts';
import { formatState } from '../hosts/state.ts';
import type { CapacityTarget, ResumeActions, SuspendActions } from './model.ts';
import { planResumeRun, planSuspendRun } from './plan.ts';

/** Dependencies of a controller, which acts on the hosts of one region. */
export interface CapacityDeps {
  readonly autoScaling: AutoScaling;
  readonly stage: string;
  readonly region: string;
  /** The hosts as just listed: the first observation costs no call. */
  readonly hosts?: readonly Host[];
}

/** Throws when the region cannot be listed. */
const observe = ({ autoScaling, stage, region, hosts }: CapacityDeps) => {
  let listed = hosts;
  return async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, Host>> => {
    const current = listed ?? (await listHosts(() => autoScaling, stage, [region])).hosts;
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
  'autoscaling:CreateOrUpdateTags': ({ group, state }) =>
    autoScaling.createOrUpdateTags(group, { [TAGS.state]: formatState(state) }),
  'autoscaling:UpdateAutoScalingGroup': ({ group, sizes }) => autoScaling.updateAutoScalingGroup(group, sizes),
});

const suspendExecutors = (deps: CapacityDeps): Executors<SuspendActions> => ({
  ...resumeExecutors(deps),
  'autoscaling:ResumeProcesses': ({ group, processes }) => deps.autoScaling.resumeProcesses(group, processes),
  'autoscaling:SetInstanceProtection': ({ group, instanceIds }) =>
    deps.autoScaling.clearInstanceProtection(group, instanceIds),
  'autoscaling:TerminateInstanceInAutoScalingGroup': ({ instanceId }) => deps.autoScaling.terminateInstance(instanceId),
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

/** Suspends the hosts with a request to, and keeps the others as their state tag says. */
export const suspendController: CapacityController<SuspendActions> = (deps) => ({
  name: 'suspension',
  observe: observe(deps),
  plan: planSuspendRun,
  executors: suspendExecutors(deps),
  maxConcurrency: MAX_CONCURRENCY,
  polling: POLLING,
});

/** The same in a pass of `reconcile`. */
export const reconcileController: CapacityController<SuspendActions> = (deps) => ({
  ...suspendController(deps),
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
