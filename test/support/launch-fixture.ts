import pattern from '../../events/instance-launch/pattern.json' with { type: 'json' };
import { matchesPattern } from '../aws/eventbridge/pattern.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import { given } from './given.ts';

/**
 * So long AWS itself takes to attach a volume. hostkeeper looks every second, so that this is kind to it: a volume that
 * just misses a look is seen a second later.
 */
export const ATTACH_SECONDS = 3;

/** After so long every launching instance runs, and waits at its hook. */
export const LAUNCH_MILLISECONDS = 60_000;

/** The name that follows a host. */
export const recordName = (host: string): string => `${host}.${ZONE.name}`;

/**
 * Hosts whose instances wait to be brought up, with the events that say so; nobody has done anything for them yet, and no
 * schedule and no event of before will.
 */
export const givenLaunching = async (hosts: readonly string[], more: Parameters<typeof given>[1]) => {
  const sky = await given(
    Object.fromEntries(hosts.map((host) => [host, { data: true, records: [recordName(host)], sizes: '0/0/1' }])),
    more,
  );
  const { world, volume, group, instance, resize } = sky;
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
    throw new Error('not every instance waits to be brought up');
  return { ...sky, events };
};

type LaunchingHosts = Awaited<ReturnType<typeof givenLaunching>>;

/** Whether a host has its volume and its name. */
export const hasVolumeAndName = ({ volume, instance, names }: LaunchingHosts, host: string): boolean => {
  const { instanceId, ip } = instance(host);
  const { attachment } = volume(host);
  return (
    attachment?.instanceId === instanceId &&
    attachment.state === 'attached' &&
    names().includes(`A ${recordName(host)} ${ip}`)
  );
};

/** Whether its instance may go into service besides. */
export const hasCompletedLaunch = (sky: LaunchingHosts, host: string): boolean =>
  hasVolumeAndName(sky, host) && sky.group(host).instances[0]?.lifecycleState !== 'Pending:Wait';
