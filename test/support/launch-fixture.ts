import pattern from '../../events/instance-launch/pattern.json' with { type: 'json' };
import { matchesPattern } from '../aws/eventbridge/pattern.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import { given } from './given.ts';

/**
 * The time that AWS takes to attach a volume. hostkeeper polls every second, so a whole number of seconds favors it: a
 * volume that is attached just after a poll is only seen a second later.
 */
export const ATTACH_SECONDS = 3;

/** After this time every launching instance runs and waits at its hook. */
export const LAUNCH_MILLISECONDS = 60_000;

/** The record name of a host. */
export const recordName = (host: string): string => `${host}.${ZONE.name}`;

/**
 * Hosts whose instances wait at the launch hook, and the events that report it. Nothing was done for them yet: schedules
 * are paused, and the events are not delivered. Throws when an instance does not get as far.
 */
export const givenLaunching = async (hosts: readonly string[], more: Parameters<typeof given>[1]) => {
  const env = await given(
    Object.fromEntries(hosts.map((host) => [host, { data: true, records: [recordName(host)], sizes: '0/0/1' }])),
    more,
  );
  const { world, volume, group, instance, resize } = env;
  world.pauseSchedules(true);
  for (const host of hosts) {
    world.setDelivery('instance-launch');
    volume(host).attachSeconds = [ATTACH_SECONDS, ATTACH_SECONDS];
    resize(host, { desired: 1 });
  }
  await world.clock.advance(LAUNCH_MILLISECONDS);
  const ready = hosts.filter(
    (host) => group(host).instances[0]?.lifecycleState === 'Pending:Wait' && instance(host).state === 'running',
  );
  const events = world.events.map(({ event }) => event).filter((event) => matchesPattern(pattern, { ...event }));
  if (ready.length < hosts.length || events.length < hosts.length)
    throw new Error('not every instance waits at the launch hook');
  return { ...env, events };
};

type LaunchingHosts = Awaited<ReturnType<typeof givenLaunching>>;

/** Whether the volume of a host is attached and its record points to its instance. */
export const hasVolumeAndName = ({ volume, instance, names }: LaunchingHosts, host: string): boolean => {
  const { instanceId, ip } = instance(host);
  const { attachment } = volume(host);
  return (
    attachment?.instanceId === instanceId &&
    attachment.state === 'attached' &&
    names().includes(`A ${recordName(host)} ${ip}`)
  );
};

/** Whether its launch hook is completed, too. */
export const hasCompletedLaunch = (env: LaunchingHosts, host: string): boolean =>
  hasVolumeAndName(env, host) && env.group(host).instances[0]?.lifecycleState !== 'Pending:Wait';
