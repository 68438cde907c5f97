import type { Executors } from '../controller/controller.ts';
import { Postponed } from '../controller/postponed.ts';
import { type Snapshot, SNAPSHOT_TAGS, snapshotTags, toSnapshot } from '../hosts/snapshot.ts';
import type { CopyRegion, SnapshotDeps, TakeDeps } from './dependencies.ts';
import type { Observed, SnapshotActions, TakeActions } from './model.ts';
import type { SnapshotCache } from './observe/cache.ts';
import { QUIESCE_DELAY_SECONDS, snapshotComment, snapshotParameters } from './quiesce-command.ts';
import { readDiskStart } from './superblock.ts';
import { copyTag, MAX_PENDING_COPIES } from './steps/copy.ts';

const requireCopyRegion = (copyRegion: CopyRegion | undefined): CopyRegion => {
  if (!copyRegion) throw new Error('no region for copies is set');
  return copyRegion;
};

/** The tags of a copy: those of the original, and of which it is one. A tag that a person took away is not invented. */
const tagsOfCopy = (stage: string, region: Pick<Observed, 'region'>, original: Snapshot) => {
  const { host, slot = '', volumeId = '', keptBy = '', consistency = '', fileSystem } = original;
  const tags = snapshotTags({
    host,
    stage,
    slot,
    volumeId,
    keptBy,
    consistency,
    copyOf: copyTag(region, original),
    ...(fileSystem !== undefined && { fileSystem }),
  });
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
};

/** What fails may have begun all the same, so that the host is listed anew until something succeeds. */
const beginOf = async ({ uncertain }: SnapshotCache, host: string, begin: () => Promise<void>): Promise<void> => {
  uncertain.add(host);
  await begin();
  uncertain.delete(host);
};

/** Write-through: each executor updates the cache with AWS's response, so that the next observation costs no call. */
export const takeExecutors = (
  { stage, snapshots }: Pick<TakeDeps, 'stage' | 'snapshots'>,
  cache: SnapshotCache,
): Executors<TakeActions> => ({
  'ec2:CreateSnapshot': ({ host, volumeId, slot, keptBy, description }) =>
    beginOf(cache, host, async () => {
      const tags = snapshotTags({ host, stage, slot, volumeId, keptBy, consistency: 'crash' });
      const created = await snapshots.createSnapshot(volumeId, { description, tags });
      const snapshot = toSnapshot(created, stage);
      cache.snapshots.set(host, (cached = []) => [...cached, ...(snapshot ? [snapshot] : [])]);
    }),
});

/** See takeExecutors. */
export const snapshotExecutors = (deps: SnapshotDeps, cache: SnapshotCache): Executors<SnapshotActions> => {
  const { stage, snapshots, ebsDirect, copyRegion, quiesce: quiescing, now } = deps;
  return {
    ...takeExecutors(deps, cache),
    'ebs:GetSnapshotBlock': async ({ snapshotId }) => {
      cache.starts.set(snapshotId, readDiskStart(await ebsDirect.readFirstBlock(snapshotId)));
    },
    'ssm:SendCommand': async ({ host, volumeId, instanceId, device, quiesce, slot, keptBy, description }) => {
      if (!quiescing) throw new Error('this function takes no snapshots');
      const { ssm, signedRequests, document } = quiescing;
      const tags = snapshotTags({ host, stage, slot, volumeId, keptBy, consistency: 'crash' });
      const url = await signedRequests.signCreateSnapshot(volumeId, { description, tags });
      const requestedAt = now();
      const until = new Date(requestedAt.getTime() + 1000 * QUIESCE_DELAY_SECONDS);
      const sent = await ssm.sendCommand({
        instanceId,
        comment: snapshotComment(volumeId, slot),
        document,
        parameters: snapshotParameters({ volumeId, device, quiesce, until, url }),
      });
      const { CommandId: commandId } = 'command' in sent ? sent.command : {};
      const outcome = 'command' in sent ? { isRefused: false } : sent;
      cache.quiesceRequests.set(host, {
        instanceId,
        requestedAt,
        ...(commandId !== undefined && { commandId }),
        ...outcome,
      });
    },
    'ec2:CreateTags': async ({ host, snapshotId, fileSystem, consistency }) => {
      const found = {
        ...(fileSystem !== undefined && { fileSystem }),
        ...(consistency !== undefined && { consistency }),
      };
      await snapshots.tagSnapshot(snapshotId, {
        ...(fileSystem !== undefined && { [SNAPSHOT_TAGS.fileSystem]: fileSystem }),
        ...(consistency !== undefined && { [SNAPSHOT_TAGS.consistency]: consistency }),
      });
      cache.snapshots.set(host, (cached) =>
        cached?.map((snapshot) => (snapshot.snapshotId === snapshotId ? { ...snapshot, ...found } : snapshot)),
      );
    },
    'ec2:CopySnapshot': async ({ host, region, original }) => {
      const { snapshots: there, kmsKeyId } = requireCopyRegion(copyRegion);
      // AWS would refuse it: other hosts of this run have begun so many copies since this one was observed.
      if ((cache.copies?.pending.size ?? 0) >= MAX_PENDING_COPIES)
        throw new Postponed(`${MAX_PENDING_COPIES} copies are being made`);
      await beginOf(cache, host, async () => {
        const source = { region, snapshotId: original.snapshotId, ...(kmsKeyId !== undefined && { kmsKeyId }) };
        const tags = tagsOfCopy(stage, { region }, original);
        const description = `hostkeeper: copy of ${original.snapshotId} of ${host} in ${region}`;
        const snapshotId = await there.copySnapshot(source, { description, tags });
        const copy = {
          ...original,
          snapshotId,
          state: 'pending',
          startTime: now(),
          copyOf: copyTag({ region }, original),
        };
        cache.copies?.pending.add(snapshotId);
        cache.copies?.byHost.set(host, (cached = []) => [...cached, copy]);
      });
    },
    'ec2:DeleteSnapshot': async ({ host, region, snapshotId, from }) => {
      cache.attempts.set(host, (cache.attempts.get(host) ?? 0) + 1);
      const isHere = from === region;
      const why = await (isHere ? snapshots : requireCopyRegion(copyRegion).snapshots).deleteSnapshot(snapshotId);
      if (why !== undefined) {
        cache.kept.set(snapshotId, why);
        return;
      }
      const cached = isHere ? cache.snapshots : cache.copies?.byHost;
      cached?.set(host, (list) => list?.filter((snapshot) => snapshot.snapshotId !== snapshotId));
    },
  };
};
