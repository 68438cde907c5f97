import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { AwsError } from '../operation.ts';
import type { EmitEvent } from './events.ts';
import { TIMES } from './quotas.ts';
import { defaultKey } from './snapshot-authorization.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshotEvent } from './snapshot-event.ts';
import { checkCopy, checkVolume, VOLUME_OF_COPY } from './snapshot-limits.ts';
import { copyOf } from './file-system.ts';
import type { Volume } from './volumes.ts';
import { VOLUME_KIND } from './volume-kind.ts';

/** What a request for a snapshot says, besides its volume. */
interface SnapshotRequest {
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a request for a copy says, besides its source. */
interface CopyRequest extends SnapshotRequest {
  readonly isEncrypted?: boolean;
  readonly kmsKeyId?: string | undefined;
}

/** Why a copy fails whose keys cannot be used. https://repost.aws/knowledge-center/ebs-snapshot-copy-kms-key-error */
const KEY_PROBLEM = 'Given key ID is not accessible';

const notFound = (snapshotId: string): AwsError =>
  new AwsError('InvalidSnapshot.NotFound', `The snapshot '${snapshotId}' does not exist.`);

/** The snapshots of a region. */
export const createSnapshots = ({
  clock,
  region,
  emitEvent,
}: {
  readonly clock: Clock;
  readonly region: string;
  readonly emitEvent: EmitEvent;
}) => {
  const snapshots = new Map<string, Snapshot>();
  /** Those that are not complete yet. */
  const pending = new Set<Snapshot>();
  const disabledKeys = new Set<string>();
  /** By volume, when its latest snapshot was requested. */
  const requestedAt = new Map<string, number>();

  const find = (snapshotId: string): Snapshot => {
    const snapshot = snapshots.get(snapshotId);
    if (!snapshot) throw notFound(snapshotId);
    return snapshot;
  };

  /** Puts a snapshot into the region: pending until its end, which an event announces. `source` is in the form of its ARN. */
  const begin = (
    snapshot: Snapshot,
    { name, source }: { readonly name: string; readonly source: string },
  ): Snapshot => {
    snapshots.set(snapshot.snapshotId, snapshot);
    pending.add(snapshot);
    clock.after(snapshot.endsAt.getTime() - clock.now().getTime(), () => {
      pending.delete(snapshot);
      if (snapshot.isDoomed) {
        snapshots.delete(snapshot.snapshotId);
        return;
      }
      snapshot.state = snapshot.failsLater === undefined ? 'completed' : 'error';
      if (snapshot.failsLater !== undefined) snapshot.problem = snapshot.failsLater;
      emitEvent(snapshotEvent(snapshot, { name, region, source }));
    });
    return snapshot;
  };

  const inSeconds = (seconds: readonly [number, number]): Date =>
    new Date(clock.now().getTime() + clock.drawMilliseconds(seconds));

  /** What a snapshot has that is requested now, whatever it is made of. */
  const pendingSnapshot = (
    seconds: readonly [number, number],
    { description, tags }: Pick<Required<SnapshotRequest>, 'tags'> & { readonly description: string },
  ) => ({
    snapshotId: `snap-${drawId(clock)}`,
    description,
    tags: new Map(Object.entries(tags)),
    startedAt: clock.now(),
    endsAt: inSeconds(seconds),
    visibleAt: inSeconds(TIMES.describedSnapshot.seconds),
    state: 'pending' as const,
    imageIds: new Set<string>(),
    isDoomed: false,
  });

  return {
    /** Throws `InvalidSnapshot.NotFound` for an unknown id. */
    find,
    get: (snapshotId: string): Snapshot | undefined => snapshots.get(snapshotId),
    all: (): readonly Snapshot[] => [...snapshots.values()],
    begin,
    /** The ARNs of keys that cannot be used: what they encrypt can be neither read nor copied. */
    disabledKeys,
    /** Puts a snapshot there that was completed long ago, or as `more` says. */
    add: ({ volumeId, data, ...more }: Pick<Snapshot, 'volumeId' | 'data'> & Partial<Snapshot>): Snapshot => {
      const startedAt = more.startedAt ?? clock.now();
      const snapshot: Snapshot = {
        snapshotId: `snap-${drawId(clock)}`,
        volumeId,
        gigabytes: VOLUME_KIND.Size,
        description: '',
        tags: new Map(),
        startedAt,
        endsAt: startedAt,
        visibleAt: startedAt,
        state: 'completed',
        imageIds: new Set(),
        isDoomed: false,
        ...more,
        data: structuredClone(data),
      };
      snapshots.set(snapshot.snapshotId, snapshot);
      return snapshot;
    },
    /** Begins a snapshot of what a volume holds now. Throws where its state, or a limit of the volume, forbids it. */
    create: (volume: Volume, { description = '', tags = {} }: SnapshotRequest = {}): Snapshot => {
      const { volumeId, gigabytes, kmsKeyId, fileSystem } = volume;
      const now = clock.now().getTime();
      checkVolume(volume, [...pending], (now - (requestedAt.get(volumeId) ?? -Infinity)) / 1000);
      requestedAt.set(volumeId, now);
      const snapshot: Snapshot = {
        ...pendingSnapshot(TIMES.createSnapshot.seconds, { description, tags }),
        volumeId,
        gigabytes,
        data: structuredClone(volume.data),
        ...(fileSystem && { fileSystem: copyOf(fileSystem) }),
        ...(kmsKeyId !== undefined && { kmsKeyId }),
        ...(volume.snapshotsFail !== undefined && { failsLater: volume.snapshotsFail }),
      };
      return begin(snapshot, { name: 'createSnapshot', source: `${region}:volume/${volumeId}` });
    },
    /**
     * Begins a copy of a complete snapshot of another region. Throws where it is not complete, and where too many copies are
     * pending. Where a key cannot be used, the copy fails later.
     */
    copy: (
      source: Snapshot,
      sourceRegion: string,
      { description = '', tags = {}, isEncrypted = false, kmsKeyId }: CopyRequest,
    ): Snapshot => {
      checkCopy(source, [...pending]);
      const key = source.kmsKeyId !== undefined || isEncrypted ? (kmsKeyId ?? defaultKey(region)) : undefined;
      const isRefused = [source.kmsKeyId, key].some((id) => id !== undefined && disabledKeys.has(id));
      const { snapshotId, data, fileSystem, gigabytes } = source;
      return begin(
        {
          ...pendingSnapshot(TIMES.copySnapshot.seconds, { description, tags }),
          volumeId: VOLUME_OF_COPY,
          gigabytes,
          data: structuredClone(data),
          ...(fileSystem && { fileSystem: copyOf(fileSystem) }),
          ...(key !== undefined && { kmsKeyId: key }),
          ...(isRefused && { failsLater: KEY_PROBLEM }),
        },
        { name: 'copySnapshot', source: `${sourceRegion}:snapshot/${snapshotId}` },
      );
    },
    /** Deletes a snapshot; a pending one once it is complete. Throws where an image uses it, and where it is locked. */
    delete: (snapshotId: string): void => {
      const snapshot = find(snapshotId);
      const [imageId] = snapshot.imageIds;
      if (imageId !== undefined)
        throw new AwsError('InvalidSnapshot.InUse', `The snapshot ${snapshotId} is currently in use by ${imageId}`);
      // AWS documents that a locked snapshot cannot be deleted, but not the error.
      if (snapshot.lock)
        throw new AwsError('OperationNotPermitted', `The snapshot ${snapshotId} is locked and cannot be deleted.`);
      if (snapshot.state === 'pending') snapshot.isDoomed = true;
      else snapshots.delete(snapshotId);
    },
  };
};

export type Snapshots = ReturnType<typeof createSnapshots>;
