import type { Host } from '../../hosts/host.ts';
import { fingerprint } from '../../notifications/history.ts';
import type { Hook } from '../../aws/lifecycle-hooks.ts';
import type { Ec2Instance } from '../model.ts';
import { hasOurHooks } from '../steps/hooks.ts';
import { isHeldLaunch } from '../steps/launch.ts';
import type { ObservationCache } from './cache.ts';

/** The hooks of each group are read once in this interval, as AWS returns those of one group a call. */
const HOOK_CHECK_INTERVAL_MINUTES = 288;

/** They are also read this long after a launch, as an instance without a hook is in service by then. */
const HOOK_CHECK_AFTER_LAUNCH_MINUTES = 2;

/** Hosts that are newly enrolled, or without hooks, and whose hooks are read in one pass: a thousand would delay the others by minutes. */
const MAX_NEW_PER_PASS = 20;

const minuteOf = (time: Date): number => Math.floor(time.getTime() / 60_000);

/** Whether this is the minute to read a group's hooks. The fingerprint of its name spreads the groups over the interval. */
const isHookCheckMinute = ({ group }: Host, instances: readonly Ec2Instance[], now: Date): boolean =>
  (minuteOf(now) - Number.parseInt(fingerprint(group), 16)) % HOOK_CHECK_INTERVAL_MINUTES === 0 ||
  instances.some(({ launchTime }) => minuteOf(now) - minuteOf(launchTime) === HOOK_CHECK_AFTER_LAUNCH_MINUTES);

/** Whether hooks hold a launch of a suspended host for so long that the owner is told which. */
const hasHeldLaunch = (host: Host, instances: readonly Ec2Instance[], now: Date): boolean =>
  host.instances.some(
    ({ instanceId, lifecycleState }) =>
      lifecycleState === 'Pending:Wait' &&
      isHeldLaunch(host, now, instances.find((instance) => instance.instanceId === instanceId)?.launchTime),
  );

/** Hosts of which a status reads the hooks: 100 calls take ten seconds. */
const MAX_PER_STATUS = 100;

/** Under this key it is remembered that a group was seen without its hooks: it is read again on every pass. */
const memoryOf = ({ group }: Host): string => `hooks/${group}`;

/** The groups whose hooks are due to be read. */
const hookChecksDue = (
  hosts: readonly Host[],
  instancesOf: (group: string) => readonly Ec2Instance[],
  now: Date,
  firstSeen: ReadonlyMap<string, Date>,
): readonly Host[] => [
  ...hosts.filter((host) => isHookCheckMinute(host, instancesOf(host.group), now)),
  ...hosts.filter((host) => hasHeldLaunch(host, instancesOf(host.group), now)),
  ...hosts.filter((host) => !host.history.at || firstSeen.has(memoryOf(host))).slice(0, MAX_NEW_PER_PASS),
];

/** Reads the hooks of the groups for which that is due; in a status, those of all groups of a small fleet. */
export const observeHooks = async (
  cache: Pick<ObservationCache, 'hooks' | 'firstSeen'>,
  hosts: readonly Host[],
  instancesOf: (group: string) => readonly Ec2Instance[],
  now: Date,
  isStatus: boolean,
): Promise<{ readonly get: (group: string) => readonly Hook[] | undefined }> => {
  const { firstSeen } = cache;
  const isSmall = hosts.length <= MAX_PER_STATUS;
  const due = isStatus && isSmall ? hosts : hookChecksDue(hosts, instancesOf, now, firstSeen);
  const hooks = await cache.hooks.getMany(due.map(({ group }) => group));
  for (const host of due) {
    if (hasOurHooks(host, hooks.get(host.group))) firstSeen.delete(memoryOf(host));
    else firstSeen.set(memoryOf(host), now);
  }
  return hooks;
};
