import { shell } from '../../notifications/commands.ts';
import { isChoice, isWrong, newestRestorable } from '../../hosts/restorable.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import { DATA_ROLE, RETIRED_ROLE, SNAPSHOT_ROLE, TAGS } from '../../hosts/tags.ts';
import type { Volume } from '../model.ts';
import type { Facts, Refusal, RestoreRequest } from './model.ts';

/** What a host is restored from. */
export type Source = { readonly snapshot: Snapshot } | { readonly volume: Volume };

/** How many snapshots a refusal offers. */
const MAX_OFFERED = 3;

const describe = ({ snapshotId, startTime }: Snapshot): string => `${snapshotId} of ${startTime.toISOString()}`;

const byAge = (a: Snapshot, b: Snapshot): number => b.startTime.getTime() - a.startTime.getTime();

/** What `--latest` and `--at` choose from: what a restore has replaced is restored by its name alone. */
const choices = (snapshots: readonly Snapshot[]): readonly Snapshot[] => snapshots.filter(isChoice).toSorted(byAge);

/** What there is to restore from: a clause. */
const offer = ({ host, snapshots, copies }: Facts): string => {
  const newest = choices(snapshots).slice(0, MAX_OFFERED);
  if (newest.length > 0) return `there is ${newest.map(describe).join(', ')}`;
  const [copy] = choices(copies.snapshots);
  return copy
    ? `${copies.region} has ${describe(copy)}: copy it to ${host.region}, and restore from the copy`
    : `${host.host} has no snapshot that is completed`;
};

/** The command that copies a snapshot to the region of its host, with the tags by which it is one of it. */
const copyHere = ({ host, copies }: Facts, { snapshotId }: Snapshot): string => {
  const tags = [
    [TAGS.host.name, host.host],
    [TAGS.stage.name, host.tags[TAGS.stage.name] ?? ''],
    [TAGS.role.name, SNAPSHOT_ROLE],
  ].map(([key, value]) => `{Key=${key},Value=${value}}`);
  const specification = `ResourceType=snapshot,Tags=[${tags.join(',')}]`;
  return shell`aws ec2 copy-snapshot --region ${host.region} --source-region ${copies.region} --source-snapshot-id ${snapshotId} --tag-specifications ${specification}`;
};

/** Why nothing is restored of a host that has no snapshot to choose. */
const nothingHere = (facts: Facts, why: string): Refusal => {
  const [copy] = choices(facts.copies.snapshots);
  return { refused: `${why}: ${offer(facts)}`, ...(copy && { command: copyHere(facts, copy) }) };
};

/** Why nothing is restored from a snapshot; `undefined` where it can be. */
const problemOf = (snapshot: Snapshot): string | undefined => {
  const { state, problem = 'without a reason', fileSystem } = snapshot;
  if (state === 'pending') return 'is still pending; ask again when it is completed';
  if (state === 'error') return `has failed, ${problem}`;
  if (state !== 'completed') return `is ${state}`;
  return isWrong(snapshot) ? `holds not the file system that the host had: it is tagged "${fileSystem}"` : undefined;
};

const named = (facts: Facts, snapshotId: string): Source | Refusal => {
  const { host, snapshots, copies, stranger } = facts;
  const snapshot = snapshots.find((one) => one.snapshotId === snapshotId);
  if (snapshot) {
    const problem = problemOf(snapshot);
    return problem === undefined ? { snapshot } : { refused: `${snapshotId} ${problem}; ${offer(facts)}` };
  }
  const copy = copies.snapshots.find((one) => one.snapshotId === snapshotId);
  if (copy)
    return {
      refused: `${snapshotId} is in ${copies.region}: copy it to ${host.region}, and restore from the copy`,
      command: copyHere(facts, copy),
    };
  if (stranger?.host !== undefined)
    return { refused: `${snapshotId} is of the host ${stranger.host}; ${offer(facts)}` };
  if (!stranger) return { refused: `there is no ${snapshotId} in ${host.region}; ${offer(facts)}` };
  const tags = [
    `Key=${TAGS.host.name},Value=${host.host}`,
    `Key=${TAGS.stage.name},Value=${host.tags[TAGS.stage.name] ?? ''}`,
    `Key=${TAGS.role.name},Value=${SNAPSHOT_ROLE}`,
  ];
  return {
    refused: `${snapshotId} is not tagged as one of ${host.host}: add the tags, if it is`,
    command: shell`aws ec2 create-tags --region ${host.region} --resources ${snapshotId} --tags ${tags}`,
  };
};

const retired = ({ host, volumes }: Facts, volumeId: string): Source | Refusal => {
  const volume = volumes.find((one) => one.volumeId === volumeId);
  const others = volumes.flatMap((one) => (one.role === RETIRED_ROLE ? [one.volumeId] : []));
  const what = others.length === 0 ? 'no volume of it is retired' : `retired is ${others.join(', ')}`;
  if (!volume) return { refused: `${volumeId} is no volume of ${host.host}; ${what}` };
  if (volume.role === DATA_ROLE) return { refused: `${volumeId} is the data of ${host.host} already` };
  return volume.role === RETIRED_ROLE
    ? { volume }
    : { refused: `${volumeId} has the role ${volume.role ?? 'of nothing'}, and not ${RETIRED_ROLE}; ${what}` };
};

/** What is meant by a request, or why nothing can be restored from it. */
export const chooseSource = (from: RestoreRequest['from'], facts: Facts): Source | Refusal => {
  if (from !== 'latest' && 'snapshotId' in from) return named(facts, from.snapshotId);
  if (from !== 'latest' && 'volumeId' in from) return retired(facts, from.volumeId);
  const all = choices(facts.snapshots);
  if (from === 'latest') {
    const snapshot = newestRestorable(all);
    return snapshot ? { snapshot } : nothingHere(facts, 'nothing can be restored');
  }
  const snapshot = newestRestorable(all.filter(({ startTime }) => startTime <= from.at));
  if (snapshot) return { snapshot };
  const oldest = all.at(-1);
  const why = `there is no snapshot of ${facts.host.host} at or before ${from.at.toISOString()}`;
  return oldest ? { refused: `${why}: the oldest is ${describe(oldest)}` } : nothingHere(facts, why);
};
