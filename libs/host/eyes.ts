import { type Memory, memory } from './memory.ts';
import {
  readAddresses,
  readGroups,
  readHooks,
  readMachines,
  readRecords,
  readRetirements,
  readStrangers,
  readVolumes,
} from './reads.ts';
import { readActivities, readContainerInstances, readReleases } from './reads-leaving.ts';
import type { HostWorld } from './world.ts';

type Seen<R extends (world: HostWorld) => (keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>> =
  ReturnType<R> extends (keys: readonly string[]) => Promise<ReadonlyMap<string, infer A>> ? Memory<A> : never;

/** What one run has seen, each kind by the keys that its reading has. */
export interface Eyes {
  readonly groups: Seen<typeof readGroups>;
  readonly machines: Seen<typeof readMachines>;
  readonly strangers: Seen<typeof readStrangers>;
  readonly volumes: Seen<typeof readVolumes>;
  readonly addresses: Seen<typeof readAddresses>;
  readonly records: Seen<typeof readRecords>;
  readonly hooks: Seen<typeof readHooks>;
  readonly retirements: Seen<typeof readRetirements>;
  readonly activities: Seen<typeof readActivities>;
  readonly containerInstances: Seen<typeof readContainerInstances>;
  readonly releases: Seen<typeof readReleases>;
  /** What the run asked of the groups: see `asking`. */
  readonly asked: Set<string>;
}

/** For so many seconds an answer is as good as a new one: what is in motion, what others may move, what hardly moves. */
const MOVING = 1;
const RESTING = 5;
const STANDING = 30;
const KEPT = 600;

/**
 * The eyes of one run. What it waits for is read each time; the rest is not, for a launch would cost a call for each
 * second that AWS takes to attach.
 */
export const open = (world: HostWorld): Eyes => {
  const { now } = world;
  const groups = memory(now, readGroups(world), () => RESTING);
  for (const [name, hosts] of Map.groupBy(world.hosts ?? [], ({ host }) => host)) groups.learn(name, () => hosts);
  return {
    groups,
    machines: memory(now, readMachines(world), (machines = []) =>
      machines.some(({ state }) => state === 'running') && machines.every(({ state }) => state !== 'pending')
        ? STANDING
        : MOVING,
    ),
    strangers: memory(now, readStrangers(world), () => RESTING),
    volumes: memory(now, readVolumes(world), () => MOVING),
    addresses: memory(now, readAddresses(world), () => STANDING),
    records: memory(now, readRecords(world), () => STANDING),
    hooks: memory(now, readHooks(world), () => STANDING),
    retirements: memory(now, readRetirements(world), () => KEPT),
    activities: memory(now, readActivities(world), (since) => (since ? KEPT : MOVING)),
    containerInstances: memory(now, readContainerInstances(world), () => MOVING),
    // What cannot be delivered leaves no trace at Systems Manager, and is not sent again by the same run.
    releases: memory(now, readReleases(world), (release) => (release?.status === 'Undeliverable' ? KEPT : MOVING)),
    asked: new Set(),
  };
};
