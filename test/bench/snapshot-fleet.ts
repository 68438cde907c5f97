import { SNAPSHOT_TAGS } from '../../libs/hosts/snapshot.ts';
import { superblockOf } from '../aws/ec2/disk.ts';
import type { Snapshot } from '../aws/ec2/snapshot.ts';
import type { Volume } from '../aws/ec2/volumes.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import { given } from '../support/given.ts';
import { reportsOf } from '../support/queries.ts';
import { addEarlier, SLOT } from '../support/snapshot-story.ts';
import { hostNames, peakMegabytes } from './figures.ts';

/** Every call takes as long. */
export const CALL_SECONDS = [0.15, 0.15] as const;

/** The nights of each host before the first one: as many as its policy keeps. */
const NIGHTS = 7;

/** The night begins at this time. */
const START = '2026-11-20T03:00:00Z';

/** The tag of a snapshot that was looked into. */
const tagOf = ({ data }: Volume): string => {
  const { type, uuid, label } = superblockOf(data) ?? { type: '', uuid: '', label: '' };
  return `${type} ${uuid} ${label}`;
};

/**
 * Hosts with a data volume, and a snapshot of each of the last seven nights, in a simulated AWS of their own. The function
 * runs as packaged, in the memory that the template gives it. The events of complete snapshots may be lost: a process for
 * each would take the bench an hour.
 */
export const givenFleet = async (count: number, losesEvents = true) => {
  const hosts = hostNames(count);
  const { load, processes, close } = packagedFunctions();
  const { world, volume } = await given(
    Object.fromEntries(hosts.map((host) => [host, { data: true, tags: { 'hostkeeper:retention': `${NIGHTS}d` } }])),
    { load, callSeconds: CALL_SECONDS, start: START, mayFail: true },
  );
  world.pauseSchedules(true);
  for (let event = 0; event < (losesEvents ? 2 * count : 0); event++) world.setDelivery('snapshot-completed');
  const { snapshots, volumes } = world.inRegion().ec2;
  for (const each of volumes.all()) {
    const host = each.tags.get('hostkeeper:host') ?? '';
    for (let night = 1; night <= NIGHTS; night++)
      addEarlier(world, each, night, {
        'hostkeeper:host': host,
        [SNAPSHOT_TAGS.fileSystem]: tagOf(each),
      });
  }

  const tonight = (): readonly Snapshot[] =>
    snapshots.all().filter(({ tags }) => tags.get(SNAPSHOT_TAGS.slot) === SLOT);

  /** When the last call of an operation took effect, in seconds since a time. */
  const lastEffect = new Map<string, number>();
  world.watch(({ operation }) => void lastEffect.set(operation, world.clock.now().getTime()));

  return {
    world,
    volume,
    close,
    snapshots,
    hosts,
    /** Peak memory of the function, in MB. */
    megabytes: () => Math.max(...processes().map(({ pid }) => peakMegabytes(pid))),
    /** A run of the night: its seconds until the last call of an operation, its calls, and what it says of the hosts. */
    run: async (lastOperation: string) => {
      const start = world.clock.now().getTime();
      const from = world.calls.length;
      const { returned, error } = await world.invoke('snapshot', { schedule: 'nightly' });
      const calls = world.calls.slice(from);
      return {
        error,
        seconds: ((lastEffect.get(lastOperation) ?? Number.NaN) - start) / 1000,
        calls: calls.length,
        throttled: calls.filter(({ error: problem = '' }) => /limit exceeded|Rate exceeded/i.test(problem)).length,
        failed: reportsOf(returned).filter(({ status }) => status === 'failed'),
      };
    },
    /** Until every snapshot is complete, and then the next run is due. */
    nextQuarter: () => world.advance({ minutes: 15 }),
    /** What the events of the complete snapshots begin: each is looked into. */
    lookInto: (): void => {
      for (const { tags, volumeId } of tonight())
        tags.set(SNAPSHOT_TAGS.fileSystem, tagOf(world.inRegion().ec2.volumes.find(volumeId)));
    },
    /** Hosts without the snapshot of the night, and hosts with two. */
    audit: () => {
      const byVolume = Map.groupBy(tonight(), ({ volumeId }) => volumeId);
      return {
        missing: volumesOf(world).filter((volumeId) => !byVolume.has(volumeId)).length,
        doubles: [...byVolume.values()].filter((list) => list.length > 1).length,
      };
    },
  };
};

const volumesOf = (world: Awaited<ReturnType<typeof given>>['world']): readonly string[] =>
  world
    .inRegion()
    .ec2.volumes.all()
    .map(({ volumeId }) => volumeId);

export type Fleet = Awaited<ReturnType<typeof givenFleet>>;
