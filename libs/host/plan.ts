import { act, type Action, converged, inOrder, type Plan, refuse, wait } from '../plan.ts';
import { completeTermination, detachVolume, drainTasks, letGo, releaseMount } from './go.ts';
import { LAUNCH_HOOK, putHooks, TERMINATE_HOOK, welcome, whatCannotWork } from './group.ts';
import { associateAddress, awaitRunning, completeLaunch, standAside } from './launch.ts';
import { asking, type HostActions, type LifeTarget, type Observed, type Ownership } from './model.ts';
import { pointRecords, removeRecords } from './records.ts';
import type { Scene, Step } from './steps.ts';
import { attachVolume } from './volume.ts';
import { answerWish, replaceInterrupted, replaceRetiring } from './replace.ts';

/**
 * The whole life of an instance, by EC2 Auto Scaling's own states: in each, what must be true, in order. `InService` is
 * the repair. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
const LIFE: Readonly<Record<string, readonly Step[]>> = {
  Pending: [],
  'Pending:Wait': [standAside, awaitRunning, attachVolume, associateAddress, pointRecords, completeLaunch],
  'Pending:Proceed': [],
  InService: [standAside, awaitRunning, attachVolume, associateAddress, pointRecords, replaceRetiring],
  Terminating: [],
  'Terminating:Wait': [drainTasks, releaseMount, detachVolume, completeTermination],
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
const HELPED_UP: ReadonlySet<string> = new Set(['Pending:Wait', 'InService']);

const routine = (action: Action<HostActions>): Action<HostActions> => ({ routine: true, ...action });

/** The same plan, whose actions are routine unless they say otherwise. */
const asRoutine = (plan: Plan<HostActions>): Plan<HostActions> =>
  plan.status === 'act' ? (act<HostActions>(plan.actions.map(routine)) ?? plan) : plan;

/** What a group's instances need, the one that goes before the one that comes. */
const planInstances = (scene: Scene): Plan<HostActions> | undefined => {
  const { host } = scene;
  const plans = host.instances.map((instance) => {
    const { instanceId, lifecycleState } = instance;
    const steps = LIFE[lifecycleState];
    if (!steps) return wait(`${instanceId} is ${lifecycleState}, a state not known here`);
    const machine = host.machines.get(instanceId);
    const at = { ...scene, instance, ...(machine && { machine }) };
    const due = host.state.intent === 'suspended' && HELPED_UP.has(lifecycleState) ? [] : steps;
    const plan = inOrder<HostActions>(...due.map((step) => () => step(at)), () => converged('nothing is due'));
    return ROUTINE.has(lifecycleState) ? asRoutine(plan) : plan;
  });
  // A run ends at a refusal: what can still be done, or only needs its time, comes before it.
  const foremost = (status: Plan<HostActions>['status']) => plans.find((plan) => plan.status === status);
  return foremost('act') ?? foremost('wait') ?? foremost('refuse');
};

/** Lets the instances of a suspended host go, though it cannot be kept: the hour of an untouched hook is paid for. */
const letSuspendedGo = (host: Observed): Plan<HostActions> | undefined =>
  host.state.intent === 'suspended'
    ? host.instances
        .filter(({ lifecycleState }) => lifecycleState === 'Terminating:Wait')
        .map((instance) => letGo({ host, instance }, true, { reason: 'it is to stop' }))
        .find((plan) => plan !== undefined)
    : undefined;

const summary = ({ state, instances, asked }: Observed): string => {
  const listed = instances.map(({ instanceId, lifecycleState }) => {
    const isDone = [LAUNCH_HOOK, TERMINATE_HOOK].some(({ name }) => asked.has(asking(instanceId, name)));
    return `${instanceId} is ${lifecycleState}${isDone ? ' and may go on' : ''}`;
  });
  return `${state.intent}; ${listed.join(', ') || 'no instance'}`;
};

/** What a host needs next: that its instances come up with its data and names, keep them, and let go of them cleanly. */
export const planLife =
  (ownership: Ownership) =>
  ({ wish }: LifeTarget, host: Observed, now: Date): Plan<HostActions> => {
    const { settings, state } = host;
    const reason = whatCannotWork(host);
    if ('complaint' in settings || reason !== undefined)
      return letSuspendedGo(host) ?? refuse(reason ?? 'its tags cannot be read');
    const scene: Scene = { host, settings, ownership, now };
    const { pausedUntil } = settings;
    // The kill switch works on a paused host as well, so a suspended one is let go.
    if (pausedUntil && pausedUntil > now && state.intent !== 'suspended')
      return converged(`hands off until ${pausedUntil.toISOString()}`);
    return inOrder<HostActions>(
      () => replaceInterrupted(scene, wish),
      () => putHooks(host),
      () => planInstances(scene),
      () => removeRecords(scene),
      () => answerWish(scene, wish),
      () => welcome(host),
      () => converged(summary(host)),
    );
  };
