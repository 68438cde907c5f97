import {
  CopySnapshotCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Filter,
  type Snapshot,
  type TagSpecification,
} from '@aws-sdk/client-ec2';

import { ignoreErrors } from './errors.ts';
import { NotNow } from './not-now.ts';
import { chunk, MAX_FILTER_VALUES, paginate } from './pagination.ts';
import { toTagList } from './tag-list.ts';

/** The name of a filter, and the values of which it matches one; there may be more of them than one call takes. */
interface OneOf {
  readonly name: string;
  readonly values: readonly string[];
}

/** Tags by their names. */
type Tags = Readonly<Record<string, string>>;

/** What a new snapshot is to have. */
export interface NewSnapshot {
  /** At most 255 characters. */
  readonly description: string;
  readonly tags: Tags;
}

/** The snapshot to copy into a client's region. */
interface CopySource {
  readonly region: string;
  readonly snapshotId: string;
  /** The key of the copy, in its own region; without one, that of AWS where the snapshot is encrypted. */
  readonly kmsKeyId?: string;
}

/** Snapshots of the own account in one region. Throws the SDK's errors. */
export interface Snapshots {
  /** All snapshots that match every filter, in any state. A page has a thousand. */
  readonly describeSnapshots: (filters: Filter[]) => Promise<readonly Snapshot[]>;
  /** The same, each mapped as its page arrives; `undefined` leaves one out. Of many thousands this keeps only what is needed. */
  readonly listSnapshots: <T>(
    filters: Filter[],
    map: (snapshot: Snapshot) => T | undefined,
    oneOf?: OneOf,
  ) => Promise<readonly T[]>;
  /**
   * Begins a snapshot; returns it with its tags. Not safe to repeat: throws `NotNow` where it may have begun, and
   * while AWS takes no other one of the volume.
   */
  readonly createSnapshot: (volumeId: string, snapshot: NewSnapshot) => Promise<Snapshot>;
  /**
   * Begins a copy; returns its id. Not safe to repeat: throws `NotNow` where it may have begun, and
   * while AWS makes no more copies.
   */
  readonly copySnapshot: (source: CopySource, snapshot: NewSnapshot) => Promise<string>;
  /** Deletes a snapshot, if it still exists. Returns why AWS keeps it, where an image uses it or it is locked. */
  readonly deleteSnapshot: (snapshotId: string) => Promise<string | undefined>;
  /** Sets tags of a snapshot. */
  readonly tagSnapshot: (snapshotId: string, tags: Tags) => Promise<void>;
}

const tagged = (tags: Tags): TagSpecification[] => [{ ResourceType: 'snapshot', Tags: toTagList(tags) }];

/** The request that creates a snapshot of a volume. */
export const toCreateSnapshot = (VolumeId: string, { description: Description, tags }: NewSnapshot) => ({
  VolumeId,
  Description,
  TagSpecifications: tagged(tags),
});

/**
 * The errors of a snapshot that AWS keeps: an image uses it, or it is locked, for which AWS documents no error.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshot-lock.html
 */
const KEPT: ReadonlySet<string> = new Set(['InvalidSnapshot.InUse', 'OperationNotPermitted', 'SnapshotLocked']);

/**
 * The errors of limits that pass: of the volume, whose last snapshot began seconds ago or of which five are being made; of
 * the account, for which twenty copies are being made, or whose requests were throttled through all retries.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const LIMITS: ReadonlySet<string> = new Set([
  'SnapshotCreationPerVolumeRateExceeded',
  'ConcurrentSnapshotLimitExceeded',
  'ResourceLimitExceeded',
  'RequestLimitExceeded',
]);

const withinLimits = async <R>(begin: () => Promise<R>): Promise<R> => {
  try {
    return await begin();
  } catch (error) {
    throw error instanceof Error && LIMITS.has(error.name) ? new NotNow(error.message) : error;
  }
};

export const createSnapshots = (client: EC2Client): Snapshots => {
  const listPages = async <T>(Filters: Filter[], map: (snapshot: Snapshot) => T | undefined): Promise<readonly T[]> => {
    const pages = await paginate(
      async (token: string | undefined) => {
        const { Snapshots = [], NextToken } = await client.send(
          new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters, MaxResults: 1000, NextToken: token }),
        );
        return { items: Snapshots.map(map).filter((item) => item !== undefined), NextToken };
      },
      ({ NextToken }) => NextToken,
    );
    return pages.flatMap(({ items }) => items);
  };
  const listSnapshots = async <T>(
    filters: Filter[],
    map: (snapshot: Snapshot) => T | undefined,
    oneOf?: OneOf,
  ): Promise<readonly T[]> => {
    const { name: Name, values } = oneOf ?? {};
    const parts = values ? chunk(values, MAX_FILTER_VALUES).map((some) => [{ Name, Values: [...some] }]) : [[]];
    const lists: (readonly T[])[] = [];
    // One after the other: several pages at once may not fit into the memory of a function.
    for (const part of parts) lists.push(await listPages([...filters, ...part], map));
    return lists.flat();
  };
  return {
    listSnapshots,
    describeSnapshots: (filters) => listSnapshots(filters, (snapshot) => snapshot),
    createSnapshot: async (volumeId, snapshot) => {
      const command = new CreateSnapshotCommand(toCreateSnapshot(volumeId, snapshot));
      const created = await withinLimits(() => client.send(command));
      return { ...created, Tags: toTagList(snapshot.tags) };
    },
    copySnapshot: async ({ region, snapshotId, kmsKeyId }, { description: Description, tags }) => {
      const command = new CopySnapshotCommand({
        SourceRegion: region,
        SourceSnapshotId: snapshotId,
        Description,
        TagSpecifications: tagged(tags),
        ...(kmsKeyId !== undefined && { Encrypted: true, KmsKeyId: kmsKeyId }),
      });
      const { SnapshotId = '' } = await withinLimits(() => client.send(command));
      return SnapshotId;
    },
    deleteSnapshot: async (SnapshotId) => {
      try {
        await ignoreErrors([{ code: 'InvalidSnapshot.NotFound' }], () =>
          client.send(new DeleteSnapshotCommand({ SnapshotId })),
        );
        return undefined;
      } catch (error) {
        if (error instanceof Error && KEPT.has(error.name)) return error.message;
        throw error;
      }
    },
    tagSnapshot: async (snapshotId, tags) => {
      await client.send(new CreateTagsCommand({ Resources: [snapshotId], Tags: toTagList(tags) }));
    },
  };
};
