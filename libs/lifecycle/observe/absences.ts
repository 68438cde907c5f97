import { latestOf, minutesSince } from '../../controller/time.ts';
import type { Host } from '../../hosts/host.ts';
import type { Absence, Ec2Instance, GroupActivity } from '../model.ts';
import { openIn } from '../../notifications/history.ts';
import { ABSENT_MINUTES, isFailedLaunch } from '../steps/presence.ts';
import type { ObservationCache } from './cache.ts';

/** An absence that was only just seen may be one of a group that is about to launch: a pass later it is known. */
const UNSURE_MINUTES = 0.75;

/** A host with the instances that its group launched. */
export interface LaunchedHost {
  readonly host: Host;
  readonly launched: readonly Ec2Instance[];
}

/** Whether a host is wanted at one instance, and has none in service. */
const isAbsent = ({ state, sizes, instances }: Host): boolean =>
  (state.intent === 'running' || state.intent === 'resuming') &&
  sizes.desired > 0 &&
  !instances.some(({ lifecycleState }) => lifecycleState === 'InService');

const stateSince = ({ state }: Host): Date | undefined => (state.intent === 'unreadable' ? undefined : state.since);

/** Whether an absence is explained without the activities of the group: its intent or an instance has changed recently. */
const isInMotion = ({ host, launched }: LaunchedHost, now: Date): boolean =>
  host.instances.some(({ lifecycleState }) => lifecycleState.startsWith('Terminating')) ||
  [stateSince(host), ...launched.flatMap(({ launchTime, endedAt }) => [launchTime, endedAt])].some(
    (time) => time !== undefined && minutesSince(time, now) < ABSENT_MINUTES,
  );

/**
 * Since when a group has had no instance in service, by its activities: the first one after the last launch that
 * succeeded, or when its desired capacity was raised from 0. Launches that fail are repeated, so the newest says nothing.
 */
const absentSince = (activities: readonly GroupActivity[]): Date | undefined => {
  let since: Date | undefined;
  for (const { isLaunch, status, startedAt, endedAt, wantedSince } of activities) {
    if (isLaunch && status === 'Successful') return since ?? endedAt ?? startedAt;
    if (wantedSince) return wantedSince;
    since = startedAt;
  }
  return since;
};

/** When a group lost the instance before the one that is in service. */
export const lostBefore = (activities: readonly GroupActivity[]): Date | undefined => {
  const last = activities.findIndex(({ isLaunch, status }) => isLaunch && status === 'Successful');
  return last === -1 ? undefined : absentSince(activities.slice(last + 1));
};

/** The groups that are back after an outage that was notified, where EC2 does not know of one instance that ended then. */
export const backAfterOutage = (hosts: readonly LaunchedHost[]): readonly string[] =>
  hosts
    .filter(({ host, launched }) => {
      const hasOutage = openIn(host).outages.length > 0;
      return hasOutage && !isAbsent(host) && launched.filter(({ endedAt }) => endedAt).length !== 1;
    })
    .map(({ host }) => host.group);

/**
 * The absences of hosts, by their groups. Where several are long, the activities of a region are read in one list, which
 * may end before the first one that matters: an absence is at least as long as this process has seen it.
 */
export const observeAbsences = async (
  cache: Pick<ObservationCache, 'activities' | 'firstSeen'>,
  hosts: readonly LaunchedHost[],
  now: Date,
): Promise<ReadonlyMap<string, Absence>> => {
  const { firstSeen } = cache;
  for (const { host } of hosts) {
    if (!isAbsent(host)) firstSeen.delete(host.group);
    else if (!firstSeen.has(host.group)) firstSeen.set(host.group, now);
  }
  const seenAt = ({ group }: Host): Date => firstSeen.get(group) ?? now;
  const absent = hosts.filter(({ host }) => isAbsent(host));
  const unexplained = absent.filter(
    (one) => !isInMotion(one, now) || minutesSince(seenAt(one.host), now) >= ABSENT_MINUTES,
  );
  const known = await cache.activities.getMany(unexplained.map(({ host }) => host.group));
  return new Map(
    absent.map(({ host }) => {
      const activities = known.get(host.group) ?? [];
      const seen = seenAt(host);
      const evident = latestOf([stateSince(host), absentSince(activities)]) ?? seen;
      const failure = activities.find((activity) => isFailedLaunch(activity) && activity.startedAt >= evident);
      const isUnsure = minutesSince(seen, now) < UNSURE_MINUTES && !failure;
      return [host.group, { since: isUnsure || evident > seen ? seen : evident, ...(failure && { failure }) }];
    }),
  );
};
