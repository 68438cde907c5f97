import type { Host } from '../../hosts/host.ts';
import { fingerprint } from '../../notifications/history.ts';
import type { Ec2Instance } from '../model.ts';
import { isHeldLaunch } from '../steps/launch.ts';

/** The hooks of each group are read once in this interval, as AWS returns those of one group a call. */
const HOOK_CHECK_INTERVAL_MINUTES = 288;

/** They are also read this long after a launch, as an instance without a hook is in service by then. */
const HOOK_CHECK_AFTER_LAUNCH_MINUTES = 2;

/** Newly enrolled hosts whose hooks are read in one pass: a thousand would delay the others by minutes. */
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

/** The groups whose hooks are due to be read. */
export const hookChecksDue = (
  hosts: readonly Host[],
  instancesOf: (group: string) => readonly Ec2Instance[],
  now: Date,
): readonly string[] =>
  [
    ...hosts.filter((host) => isHookCheckMinute(host, instancesOf(host.group), now)),
    ...hosts.filter((host) => hasHeldLaunch(host, instancesOf(host.group), now)),
    ...hosts.filter(({ history }) => !history.at).slice(0, MAX_NEW_PER_PASS),
  ].map(({ group }) => group);
