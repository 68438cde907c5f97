import { act, type Action, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import type { LifecycleActions, LifecycleTarget, Observed, RecordScope } from './model.ts';
import type { Step, StepContext } from './steps/context.ts';
import { pointRecords, removeRecords } from './steps/dns.ts';
import { validateGroup } from './steps/group-config.ts';
import { acknowledgeEnrollment, ensureHooks, LAUNCH_HOOK, TERMINATE_HOOK } from './steps/hooks.ts';
import { abandonLaunch, associateAddress, awaitRunning, completeLaunch, deferToPrimary } from './steps/launch.ts';
import { explainNoReplacement, replaceInterrupted, replaceRetiring } from './steps/replace.ts';
import {
  completeTerminateHooks,
  completeTermination,
  detachVolume,
  drainTasks,
  requestUnmount,
} from './steps/terminate.ts';
import { attachVolume } from './steps/volume.ts';

/**
 * The steps of an instance in each lifecycle state of EC2 Auto Scaling: what must hold, in order. `InService` is the
 * repair. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
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
  // A person took these out of service, and decides on them.
  EnteringStandby: [],
  Standby: [],
  Detaching: [],
  Detached: [],
};

/** The states of a normal launch and termination. Actions in them are routine, unless their step says otherwise. */
const ROUTINE: ReadonlySet<string> = new Set(['Pending:Wait', 'Terminating:Wait']);

/** The same for a suspended host, whose instances have to end: nothing is set up for them. */
const SUSPENDED_STEPS_BY_STATE: typeof STEPS_BY_STATE = {
  ...STEPS_BY_STATE,
  'Pending:Wait': [abandonLaunch],
  InService: [],
};

const routine = (action: Action<LifecycleActions>): Action<LifecycleActions> => ({ routine: true, ...action });

const asRoutine = (plan: Plan<LifecycleActions>): Plan<LifecycleActions> => {
  if (plan.status !== 'act') return plan;
  const [first, ...rest] = plan.actions;
  return act<LifecycleActions>(routine(first), ...rest.map(routine));
};

/** Plans all instances of a group; the first plan that acts wins, then one that waits, then one that refuses. */
const planInstances = (context: StepContext): Plan<LifecycleActions> | undefined => {
  const { host } = context;
  const stepsByState = host.state.intent === 'suspended' ? SUSPENDED_STEPS_BY_STATE : STEPS_BY_STATE;
  const plans = host.instances.map((instance) => {
    const { instanceId, lifecycleState } = instance;
    const steps = stepsByState[lifecycleState];
    if (!steps) return wait(`${instanceId} is ${lifecycleState}, a state not known here`);
    const ec2Instance = host.ec2Instances.get(instanceId);
    const instanceContext = { ...context, instance, ...(ec2Instance && { ec2Instance }) };
    const plan = inOrder<LifecycleActions>(
      steps.map((step) => () => step(instanceContext)),
      () => converged('nothing is due'),
    );
    return ROUTINE.has(lifecycleState) ? asRoutine(plan) : plan;
  });
  // A refusal ends the run, so what can still be done or awaited comes first.
  const firstWith = (status: Plan<LifecycleActions>['status']) => plans.find((plan) => plan.status === status);
  return firstWith('act') ?? firstWith('wait') ?? firstWith('refuse');
};

/** Completes the hooks of a suspended host whose group is invalid: an hour in an untouched hook costs money. */
const completeSuspended = (host: Observed, now: Date): Plan<LifecycleActions> | undefined =>
  host.state.intent === 'suspended'
    ? host.instances
        .map((instance) => {
          if (instance.lifecycleState === 'Pending:Wait') return abandonLaunch({ host, instance, now });
          if (instance.lifecycleState !== 'Terminating:Wait') return undefined;
          return completeTerminateHooks({ host, instance }, true, { reason: 'the host is suspended' });
        })
        .find((plan) => plan?.status === 'act')
    : undefined;

const describeInstances = ({ state, instances, requested }: Observed): string => {
  const descriptions = instances.map(({ instanceId, lifecycleState }) => {
    const isCompleted = [LAUNCH_HOOK, TERMINATE_HOOK].some(({ name }) => requested.get(instanceId)?.includes(name));
    return `${instanceId} is ${lifecycleState}${isCompleted ? ', its hook completed' : ''}`;
  });
  return `${state.intent}; ${descriptions.join(', ') || 'no instance'}`;
};

/** Plans what a host needs next, so that each instance gets the volume, the address and the names, keeps them, and releases them cleanly. */
export const planHost =
  (scope: RecordScope) =>
  ({ notice }: LifecycleTarget, host: Observed, now: Date): Plan<LifecycleActions> => {
    const hostTags = validateGroup(host);
    if ('problem' in hostTags) return completeSuspended(host, now) ?? refuse(hostTags.problem, hostTags.command);
    const context: StepContext = { host, hostTags, scope, now };
    const { pausedUntil } = hostTags;
    // A paused host can be suspended as well, and its instances are then terminated.
    if (pausedUntil && pausedUntil > now && host.state.intent !== 'suspended')
      return converged(`paused until ${pausedUntil.toISOString()}`);
    return inOrder<LifecycleActions>(
      [
        () => replaceInterrupted(context, notice),
        () => ensureHooks(host),
        () => planInstances(context),
        () => removeRecords(context),
        () => explainNoReplacement(context, notice),
        () => acknowledgeEnrollment(host, now),
      ],
      () => converged(describeInstances(host)),
    );
  };
