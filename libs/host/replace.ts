import { converged, type Plan, wait } from '../plan.ts';
import type { HostActions, Wish } from './model.ts';
import { end, type Scene, secondsSince, type Step } from './steps.ts';

/** The states in which an instance can be ended by name. */
const ENDABLE: ReadonlySet<string> = new Set(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService']);

/** At most one replacement an hour for a mere recommendation: the next instance may get it as well. */
export const REBALANCE_MINUTES = 60;

/** The hours (UTC) in which an instance is replaced that AWS is going to retire. */
export const NIGHT = { from: 2, to: 4 } as const;

export const isNight = (now: Date): boolean => now.getUTCHours() >= NIGHT.from && now.getUTCHours() < NIGHT.to;

const youngMinutes = ({ host, now }: Scene, instanceId: string): number | undefined => {
  const launchTime = host.machines.get(instanceId)?.launchTime;
  const minutes = launchTime ? secondsSince(launchTime, now) / 60 : 0;
  return minutes < REBALANCE_MINUTES ? Math.floor(minutes) : undefined;
};

/** The instance that the news is about, while its group can still end it. */
const concerned = ({ host }: Scene, wish?: Wish) =>
  host.state.intent === 'suspended'
    ? undefined
    : host.instances.find(
        ({ instanceId, lifecycleState }) => instanceId === wish?.instanceId && ENDABLE.has(lifecycleState),
      );

/** Ends an instance that AWS takes back or may take back soon, so that it lets go while it can. */
export const replaceInterrupted = (scene: Scene, wish?: Wish): Plan<HostActions> | undefined => {
  const instance = concerned(scene, wish);
  if (!instance || !wish) return undefined;
  const { instanceId } = instance;
  if (wish.cause === 'interruption')
    return end(scene.host, instanceId, `AWS takes ${instanceId} back within two minutes`);
  const mayReplace = scene.settings.onRebalance === 'replace' && youngMinutes(scene, instanceId) === undefined;
  return wish.cause === 'rebalance' && mayReplace
    ? end(scene.host, instanceId, `AWS may take ${instanceId} back soon`)
    : undefined;
};

/** Ends an instance by night that AWS is going to retire. */
export const replaceRetiring: Step = ({ host, instance: { instanceId }, now }) => {
  const at = host.retirements.get(instanceId);
  return at && isNight(now) ? end(host, instanceId, `AWS retires ${instanceId} on ${at.toISOString()}`) : undefined;
};

/** Says why nothing was done yet about the news of an instance. */
export const answerWish = (scene: Scene, wish?: Wish): Plan<HostActions> | undefined => {
  const instance = concerned(scene, wish);
  if (!instance || !wish) return undefined;
  const { instanceId } = instance;
  if (wish.cause === 'retirement')
    return wait(
      `AWS is going to retire ${instanceId}: it is replaced between ${NIGHT.from} and ${NIGHT.to} o'clock UTC`,
    );
  if (scene.settings.onRebalance === 'ignore')
    return converged(`${instanceId} stays: its tag hostkeeper:on-rebalance is not "replace"`);
  return converged(
    `${instanceId} stays: it is ${youngMinutes(scene, instanceId)} minutes old, and one is replaced an hour at most`,
  );
};
