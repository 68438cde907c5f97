import { act, type Action, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import {
  completeTermination,
  detachVolume,
  drainTasks,
  completeTerminateHooks,
  requestUnmount,
} from './steps/terminate.ts';
import {
  LAUNCH_HOOK,
  ensureHooks,
  TERMINATE_HOOK,
  acknowledgeEnrollment,
  validateGroup,
} from './steps/group-config.ts';
import { associateAddress, awaitRunning, completeLaunch, deferToPrimary } from './steps/launch.ts';
import { requestKey, type LifecycleActions, type LifecycleTarget, type Observed, type RecordScope } from './model.ts';
import { pointRecords, removeRecords } from './steps/dns.ts';
import type { StepContext, Step } from './steps/context.ts';
import { attachVolume } from './steps/volume.ts';
import { explainNoReplacement, replaceInterrupted, replaceRetiring } from './steps/replace.ts';

/**
 * The whole life of an instance, by EC2 Auto Scaling's own states: in each, what must be true, in order. `InService` is
 * the repair. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
const STEPS_BY_STATE: Readonly<Record<string, readonly Step[]>> = {
  Pending: [],
  'Pending:Wait': [deferToPrimary, awaitRunning, attachVolume, associateAddress, pointRecords, completeLaunch],
  'Pending:Proceed': [],
  InService: [deferToPrimary, awaitRunning, attachVolume, associateAddress, pointRecords, replaceRetiring],
  Terminating: [],
  'Terminating:Wait': [drainTasks, requestUnmount, detachVolume, completeTermination],
  'Terminating:Proceed': [],
  'Terminating:Retained': [],
  Terminated: [],
  // What a person takes out of service is left to that person.
  EnteringStandby: [],
  Standby: [],
  Detaching: [],
  Detached: [],
};

/** How instances come and go as they should: what is done to one in these states is routine, unless its step says otherwise. */
const ROUTINE: ReadonlySet<string> = new Set(['Pending:Wait', 'Terminating:Wait']);

/** A suspended host is not helped up: its group ends these. */
const LAUNCHING_OR_SERVING: ReadonlySet<string> = new Set(['Pending:Wait', 'InService']);

const routine = (action: Action<LifecycleActions>): Action<LifecycleActions> => ({ routine: true, ...action });

/** The same plan, whose actions are routine unless they say otherwise. */
const asRoutine = (plan: Plan<LifecycleActions>): Plan<LifecycleActions> =>
  plan.status === 'act' ? (act<LifecycleActions>(plan.actions.map(routine)) ?? plan) : plan;

/** What a group's instances need, the one that goes before the one that comes. */
const planInstances = (context: StepContext): Plan<LifecycleActions> | undefined => {
  const { host } = context;
  const plans = host.instances.map((instance) => {
    const { instanceId, lifecycleState } = instance;
    const steps = STEPS_BY_STATE[lifecycleState];
    if (!steps) return wait(`${instanceId} is ${lifecycleState}, a state not known here`);
    const ec2Instance = host.ec2Instances.get(instanceId);
    const instanceContext = { ...context, instance, ...(ec2Instance && { ec2Instance }) };
    const dueSteps = host.state.intent === 'suspended' && LAUNCHING_OR_SERVING.has(lifecycleState) ? [] : steps;
    const plan = inOrder<LifecycleActions>(...dueSteps.map((step) => () => step(instanceContext)), () =>
      converged('nothing is due'),
    );
    return ROUTINE.has(lifecycleState) ? asRoutine(plan) : plan;
  });
  // A run ends at a refusal: what can still be done, or only needs its time, comes before it.
  const firstWith = (status: Plan<LifecycleActions>['status']) => plans.find((plan) => plan.status === status);
  return firstWith('act') ?? firstWith('wait') ?? firstWith('refuse');
};

/** Lets the instances of a suspended host go, though it cannot be kept: the hour of an untouched hook is paid for. */
const completeSuspended = (host: Observed): Plan<LifecycleActions> | undefined =>
  host.state.intent === 'suspended'
    ? host.instances
        .filter(({ lifecycleState }) => lifecycleState === 'Terminating:Wait')
        .map((instance) => completeTerminateHooks({ host, instance }, true, { reason: 'it is to stop' }))
        .find((plan) => plan !== undefined)
    : undefined;

const summary = ({ state, instances, requested }: Observed): string => {
  const listed = instances.map(({ instanceId, lifecycleState }) => {
    const isDone = [LAUNCH_HOOK, TERMINATE_HOOK].some(({ name }) => requested.has(requestKey(instanceId, name)));
    return `${instanceId} is ${lifecycleState}${isDone ? ' and may go on' : ''}`;
  });
  return `${state.intent}; ${listed.join(', ') || 'no instance'}`;
};

/** What a host needs next: that its instances come up with its data and names, keep them, and let go of them cleanly. */
export const planHost =
  (scope: RecordScope) =>
  ({ notice }: LifecycleTarget, host: Observed, now: Date): Plan<LifecycleActions> => {
    const { hostTags, state } = host;
    const refusal = validateGroup(host);
    if ('problem' in hostTags || refusal)
      return completeSuspended(host) ?? refusal ?? refuse('its tags cannot be read');
    const context: StepContext = { host, hostTags, scope, now };
    const { pausedUntil } = hostTags;
    // The kill switch works on a paused host as well, so a suspended one is let go.
    if (pausedUntil && pausedUntil > now && state.intent !== 'suspended')
      return converged(`hands off until ${pausedUntil.toISOString()}`);
    return inOrder<LifecycleActions>(
      () => replaceInterrupted(context, notice),
      () => ensureHooks(host),
      () => planInstances(context),
      () => removeRecords(context),
      () => explainNoReplacement(context, notice),
      () => acknowledgeEnrollment(host),
      () => converged(summary(host)),
    );
  };
