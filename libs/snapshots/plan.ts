import { createLocalTime } from './local-time.ts';
import type { Observed, Purpose, SnapshotActions, SnapshotSettings, SnapshotTarget } from './model.ts';
import { type Row, toConditions } from './steps/context.ts';
import { copySnapshot } from './steps/copy.ts';
import { expireCopies, expireSnapshots, type Rules } from './steps/expire.ts';
import { proveSnapshot } from './steps/prove.ts';
import { confirmConsistency, takeQuiesced } from './steps/quiesce.ts';
import { awaitCompletion } from './steps/take.ts';

/** What is to hold, by the purpose of a run. No copy is made, and no snapshot expires, before the newest one was looked into. */
const rowsBy = (rules: Rules): Readonly<Record<Purpose, readonly Row<SnapshotActions>[]>> => {
  const completion: readonly Row<SnapshotActions>[] = [
    { kind: 'SnapshotCompleted', step: awaitCompletion },
    { kind: 'SnapshotProven', step: proveSnapshot },
    { kind: 'SnapshotCopied', after: ['SnapshotProven'], step: copySnapshot },
  ];
  const request: readonly Row<SnapshotActions>[] = [
    { kind: 'SnapshotTaken', step: takeQuiesced },
    { kind: 'SnapshotConsistent', after: ['SnapshotTaken'], step: confirmConsistency },
  ];
  const keep: readonly Row<SnapshotActions>[] = [
    ...completion,
    { kind: 'SnapshotsExpired', after: ['SnapshotProven'], step: expireSnapshots(rules) },
    { kind: 'CopiesExpired', after: ['SnapshotProven'], step: expireCopies(rules) },
  ];
  return { request, completion, take: request, keep, night: [...request, ...keep] };
};

/** All that is to hold of a host's snapshots. */
export const snapshotConditions = (purpose: Purpose, { minimum, timeZone }: SnapshotSettings) => {
  const rows = rowsBy({ minimum, zone: createLocalTime(timeZone) })[purpose];
  return (target: SnapshotTarget, host: Observed, now: Date) => toConditions(rows, target, host, now);
};
