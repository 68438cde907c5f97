import { converged, type Plan, wait } from '../../controller/plan.ts';
import { secondsSince } from '../../controller/time.ts';
import type { LifecycleActions, InterruptionNotice } from '../model.ts';
import { terminateInstance, type StepContext, type Step } from './context.ts';

/** The states in which an instance can be ended by name. */
const TERMINABLE: ReadonlySet<string> = new Set(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService']);

/** At most one replacement an hour for a mere recommendation: the next instance may get it as well. */
export const REBALANCE_MINUTES = 60;

/** The hours (UTC) in which an instance is replaced that AWS is going to retire. */
export const MAINTENANCE_WINDOW = { from: 2, to: 4 } as const;

export const inMaintenanceWindow = (now: Date): boolean =>
  now.getUTCHours() >= MAINTENANCE_WINDOW.from && now.getUTCHours() < MAINTENANCE_WINDOW.to;

const minutesUntilReplaceable = ({ host, now }: StepContext, instanceId: string): number | undefined => {
  const launchTime = host.ec2Instances.get(instanceId)?.launchTime;
  const minutes = launchTime ? secondsSince(launchTime, now) / 60 : 0;
  return minutes < REBALANCE_MINUTES ? Math.floor(minutes) : undefined;
};

/** The instance that the news is about, while its group can still end it. */
const affectedInstance = ({ host }: StepContext, notice?: InterruptionNotice) =>
  host.state.intent === 'suspended'
    ? undefined
    : host.instances.find(
        ({ instanceId, lifecycleState }) => instanceId === notice?.instanceId && TERMINABLE.has(lifecycleState),
      );

/** Ends an instance that AWS takes back or may take back soon, so that it lets go while it can. */
export const replaceInterrupted = (
  context: StepContext,
  notice?: InterruptionNotice,
): Plan<LifecycleActions> | undefined => {
  const instance = affectedInstance(context, notice);
  if (!instance || !notice) return undefined;
  const { instanceId } = instance;
  if (notice.cause === 'interruption')
    return terminateInstance(context.host, instanceId, `AWS takes ${instanceId} back within two minutes`);
  const mayReplace =
    context.hostTags.onRebalance === 'replace' && minutesUntilReplaceable(context, instanceId) === undefined;
  return notice.cause === 'rebalance' && mayReplace
    ? terminateInstance(context.host, instanceId, `AWS may take ${instanceId} back soon`)
    : undefined;
};

/** Ends an instance by night that AWS is going to retire. */
export const replaceRetiring: Step = ({ host, instance: { instanceId }, now }) => {
  const at = host.retirements.get(instanceId);
  return at && inMaintenanceWindow(now)
    ? terminateInstance(host, instanceId, `AWS retires ${instanceId} on ${at.toISOString()}`)
    : undefined;
};

/** Says why nothing was done yet about the news of an instance. */
export const explainNoReplacement = (
  context: StepContext,
  notice?: InterruptionNotice,
): Plan<LifecycleActions> | undefined => {
  const instance = affectedInstance(context, notice);
  if (!instance || !notice) return undefined;
  const { instanceId } = instance;
  if (notice.cause === 'retirement')
    return wait(
      `AWS is going to retire ${instanceId}: it is replaced between ${MAINTENANCE_WINDOW.from} and ${MAINTENANCE_WINDOW.to} o'clock UTC`,
    );
  if (context.hostTags.onRebalance === 'ignore')
    return converged(`${instanceId} stays: its tag hostkeeper:on-rebalance is not "replace"`);
  return converged(
    `${instanceId} stays: it is ${minutesUntilReplaceable(context, instanceId)} minutes old, and one is replaced an hour at most`,
  );
};
