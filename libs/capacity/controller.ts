import type { AutoScaling } from '../aws/auto-scaling.ts';
import { onlyCondition } from '../controller/condition.ts';
import type { Controller, Executors, Polling, RunContext } from '../controller/controller.ts';
import { type HostRef, messageOf } from '../controller/result.ts';
import { within } from '../controller/within.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import { sameSizes, ZERO } from '../aws/sizes.ts';
import { formatState } from '../hosts/state.ts';
import { TAGS } from '../hosts/tags.ts';
import type { DescribeScalingActivities } from '../aws/scaling-activities.ts';
import { desiredBeforeZero } from './desired-before-zero.ts';
import type { CapacityTarget, ObservedHost, ResumeActions, SuspendActions, Unrecorded } from './model.ts';
import { planResumeRun, planStop, planSuspendRun } from './plan.ts';

/** Dependencies of a controller, which acts on the hosts of one region. */
interface CapacityDeps {
  readonly autoScaling: AutoScaling;
  readonly directory: Pick<HostDirectory, 'getMany' | 'invalidate'>;
  readonly clock: Pick<RunContext, 'now' | 'sleep'>;
  /** Only where hosts are resumed. */
  readonly describeScalingActivities?: DescribeScalingActivities;
}

/** The states that this run could not write, by group. */
type UnrecordedStates = Map<string, Unrecorded>;

/** Time that the write of a state may take, with the retries of a throttled call: a host must not run on for minutes. */
const STATE_WRITE_SECONDS = 10;

/** The run has just listed the hosts, so the first observation costs no call. Throws when the region cannot be listed. */
const observe =
  ({ directory }: CapacityDeps, states: UnrecordedStates) =>
  async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, ObservedHost>> => {
    const hosts = await directory.getMany(targets);
    return new Map(
      targets.flatMap((target) => {
        const host = hosts.get(target);
        const unrecorded = states.get(target.group);
        return host ? [[target, { ...host, ...(unrecorded && { unrecorded }) }] as const] : [];
      }),
    );
  };

/** Whether only the activities of its group can tell the sizes of a host that is to be resumed. */
const hasForgottenSizes = ({ request }: CapacityTarget, { state, sizes }: ObservedHost): boolean =>
  request?.intent === 'resume' &&
  request.sizes === undefined &&
  sameSizes(sizes, ZERO) &&
  (state.intent === 'running' || (state.intent === 'suspended' && state.sizes === undefined));

/** As `observe`, with what the group's activities tell of forgotten sizes. A failure to read them refuses no resume. */
const observeToResume = (deps: CapacityDeps, states: UnrecordedStates) => {
  const observeHosts = observe(deps, states);
  const readDesired = async (group: string): Promise<number | undefined> => {
    try {
      return desiredBeforeZero((await deps.describeScalingActivities?.(group)) ?? []);
    } catch {
      return undefined;
    }
  };
  return async (targets: readonly CapacityTarget[]): Promise<ReadonlyMap<CapacityTarget, ObservedHost>> => {
    const hosts = await observeHosts(targets);
    const entries = [...hosts].map(async ([target, host]): Promise<readonly [CapacityTarget, ObservedHost]> => {
      const desired = hasForgottenSizes(target, host) ? await readDesired(host.group) : undefined;
      return [target, { ...host, ...(desired !== undefined && { desiredBeforeZero: desired }) }];
    });
    return new Map(await Promise.all(entries));
  };
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

const resumeExecutors = (deps: CapacityDeps, states: UnrecordedStates): Executors<ResumeActions> => ({
  'autoscaling:CreateOrUpdateTags': andInvalidate(deps, async ({ group, state }) => {
    const tags = { [TAGS.state.name]: formatState(state) };
    try {
      await within(STATE_WRITE_SECONDS, deps.clock, (signal) =>
        deps.autoScaling.createOrUpdateTags(group, tags, signal),
      );
      states.delete(group);
    } catch (cause) {
      const attempts = (states.get(group)?.attempts ?? 0) + 1;
      states.set(group, { state, error: messageOf(cause), attempts, triedAt: deps.clock.now() });
      throw cause;
    }
  }),
  'autoscaling:UpdateAutoScalingGroup': andInvalidate(deps, ({ group, sizes }) =>
    deps.autoScaling.updateAutoScalingGroup(group, sizes),
  ),
});

const suspendExecutors = (deps: CapacityDeps, states: UnrecordedStates): Executors<SuspendActions> => ({
  ...resumeExecutors(deps, states),
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
export type CapacityController<V> = (deps: CapacityDeps) => Controller<CapacityTarget, ObservedHost, V>;

/** Suspends the hosts with a request to. */
export const suspendController: CapacityController<SuspendActions> = (deps) => {
  const states: UnrecordedStates = new Map();
  return {
    name: 'suspension',
    observe: observe(deps, states),
    conditions: onlyCondition('CapacityAsStated', planStop),
    executors: suspendExecutors(deps, states),
    maxConcurrency: MAX_CONCURRENCY,
    polling: POLLING,
  };
};

/** The same in a pass of `reconcile`, which keeps the other hosts as their state tag says. */
export const reconcileController: CapacityController<SuspendActions> = (deps) => ({
  ...suspendController(deps),
  conditions: onlyCondition('CapacityAsStated', planSuspendRun),
  polling: RECONCILE_POLLING,
});

/** Resumes the hosts with a request to; has no executor for anything else. */
export const resumeController: CapacityController<ResumeActions> = (deps) => {
  const states: UnrecordedStates = new Map();
  return {
    name: 'resumption',
    observe: observeToResume(deps, states),
    conditions: onlyCondition('CapacityAsStated', planResumeRun),
    executors: resumeExecutors(deps, states),
    maxConcurrency: MAX_CONCURRENCY,
    polling: POLLING,
  };
};
