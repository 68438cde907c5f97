import type { Host } from '../../hosts/host.ts';
import { parseTags } from '../../hosts/host-tags.ts';
import type { Observed, SnapshotTarget } from '../model.ts';
import { wantedSnapshot } from '../steps/context.ts';
import type { SnapshotCache } from './cache.ts';

/** Whether a host has the snapshot that it is to have, or needs none. */
const hasWanted = (target: SnapshotTarget, snapshots: Observed['snapshots'] = []): boolean =>
  target.wanted === undefined || wantedSnapshot(target, snapshots) !== undefined;

/** Observes all targets together. A host that has its snapshot takes no call of its own. */
export const observe =
  (cache: SnapshotCache) =>
  async (targets: readonly SnapshotTarget[]): Promise<ReadonlyMap<SnapshotTarget, Observed>> => {
    const { copies, uncertain, quiesceRequests } = cache;
    await quiesceRequests.refresh(targets.map(({ host }) => host));
    for (const { host } of targets.filter(
      (each) => uncertain.has(each.host) || quiesceRequests.isUnlisted(each.host),
    )) {
      cache.snapshots.invalidate(host);
      copies?.byHost.invalidate(host);
    }
    const names = targets.map(({ host }) => host);
    const [hosts, snapshots, copied] = await Promise.all([
      cache.hosts.getMany(targets),
      cache.snapshots.getMany(names),
      copies?.byHost.getMany(names),
    ]);
    const lacks = new Set(targets.filter((target) => !hasWanted(target, snapshots.get(target.host))));
    for (const { host } of targets.filter((target) => !lacks.has(target))) quiesceRequests.noteListed(host);
    const volumes = await cache.volumes.getMany([...lacks].map(({ host }) => host));
    const observeHost = (host: Host, quiesceRequest = quiesceRequests.get(host.host)): Observed => ({
      ...host,
      hostTags: parseTags(host.tags),
      snapshots: snapshots.get(host.host) ?? [],
      volumes: volumes.get(host.host) ?? [],
      starts: cache.starts,
      ...(quiesceRequest && { quiesceRequest }),
      ...(copies && {
        copies: { region: copies.region, snapshots: copied?.get(host.host) ?? [], pending: copies.pending.size },
      }),
      deletions: { attempts: cache.attempts.get(host.host) ?? 0, kept: cache.kept },
    });
    return new Map(
      targets.flatMap((target) => {
        const host = hosts.get(target);
        return host ? [[target, observeHost(host)] as const] : [];
      }),
    );
  };
