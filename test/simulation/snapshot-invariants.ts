import { secondsSince } from '../../libs/controller/time.ts';
import type { Snapshot } from '../aws/ec2/snapshot.ts';
import type { Volume } from '../aws/ec2/volumes.ts';
import type { Env } from '../support/given.ts';
import type { Invariant } from './checker.ts';
import { drillsOf } from './drill-log.ts';
import { whyToKeep } from './retention-oracle.ts';

const HOST = 'hostkeeper:host';

/** No snapshot that the policy of its host keeps is deleted, nor any that is not hostkeeper's to delete. */
const goodSnapshotsStay = ({ world }: Env): Invariant => {
  const { snapshots } = world.inRegion().ec2;
  /** Those that there have been. */
  const known = new Map<string, Snapshot>();
  const note = (): void => {
    for (const snapshot of snapshots.all()) known.set(snapshot.snapshotId, snapshot);
  };
  return {
    name: 'no good snapshot is lost',
    onCall: ({ operation, input }) => {
      if (operation === 'CreateSnapshot') note();
      const deleted = operation === 'DeleteSnapshot' ? known.get(String(input['SnapshotId'])) : undefined;
      if (!deleted) return [];
      const host = deleted.tags.get(HOST);
      const others = snapshots.all().filter((other) => other !== deleted && other.tags.get(HOST) === host);
      const policy = world.autoScaling().groups.get(`${host}-group`)?.tags.get('hostkeeper:retention') ?? '';
      const why = whyToKeep(deleted, others, policy);
      return why === undefined ? [] : [`${deleted.snapshotId} of ${host} is deleted, though ${why}`];
    },
    onState: () => {
      note();
      return [];
    },
  };
};

/** A copy that the launch of a drill has made goes with its instance, by AWS; no call deletes one. */
const volumesAreNeverDeleted = ({ world }: Env): Invariant => {
  const { volumes } = world.inRegion().ec2;
  const known = new Set<string>();
  const isCopy = (volumeId: string): boolean => drillsOf(world).some(({ copies }) => copies.includes(volumeId));
  return {
    name: 'no volume is ever deleted',
    onCall: ({ operation, input }) => (operation === 'DeleteVolume' ? [`${String(input['VolumeId'])} is deleted`] : []),
    onState: () => {
      for (const { volumeId } of volumes.all()) known.add(volumeId);
      return [...known]
        .filter((volumeId) => !volumes.get(volumeId) && !isCopy(volumeId))
        .map((volumeId) => ({ key: `${volumeId} is gone`, detail: `${volumeId} is gone` }));
    },
  };
};

const isData = ({ tags }: Volume): boolean =>
  tags.get('hostkeeper:role') === 'data' && tags.get('hostkeeper:stage') === 'prod';

/** A person may tag two; hostkeeper never does, not even for a moment. */
const oneVolumeIsTheData = ({ world }: Env): Invariant => ({
  name: 'two volumes never both claim to be a host’s data',
  onCall: ({ operation }) => (/Volumes?$|^CreateTags$/.test(operation) ? claims(world) : []),
  onState: () => claims(world).map((detail) => ({ key: detail, detail })),
});

const claims = (world: Env['world']): readonly string[] => {
  const byHost = Map.groupBy(world.inRegion().ec2.volumes.all().filter(isData), ({ tags }) => tags.get(HOST));
  return [...byHost].flatMap(([host, volumes]) =>
    volumes.length > 1
      ? [`${volumes.map(({ volumeId }) => volumeId).join(' and ')} claim to be the data of ${host}`]
      : [],
  );
};

/** A person who writes to the volume waits for so long. */
const MAX_FREEZE_SECONDS = 12;

const fileSystemsThaw = ({ world }: Env): Invariant => ({
  name: 'a frozen file system thaws within 12 seconds',
  onState: () =>
    world
      .inRegion()
      .ec2.volumes.all()
      .flatMap(({ volumeId, longestFreeze, frozenSince = world.clock.now() }) => {
        const seconds = Math.max(longestFreeze, secondsSince(frozenSince, world.clock.now()));
        const detail = `${volumeId} was frozen for ${seconds} s`;
        return seconds > MAX_FREEZE_SECONDS ? [{ key: volumeId, detail }] : [];
      }),
});

/** The laws of snapshots and restores, and of the volumes that a drill must not touch. */
export const snapshotInvariants = (env: Env): readonly Invariant[] => [
  goodSnapshotsStay(env),
  volumesAreNeverDeleted(env),
  oneVolumeIsTheData(env),
  fileSystemsThaw(env),
];
