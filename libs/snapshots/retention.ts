import { isRestorable, isWrong } from '../hosts/restorable.ts';
import type { RetentionPolicy, RetentionRule } from '../hosts/retention-policy.ts';
import { KEPT_BY_RETENTION, type Snapshot } from '../hosts/snapshot.ts';
import { PERIODS } from './calendar.ts';
import type { LocalTime } from './local-time.ts';
import { parseSlot } from '../hosts/slot.ts';

/** By what the snapshots of a host in one region are judged. */
export interface RetentionRules {
  /** Absent where it cannot be read: then nothing expires. */
  readonly policy?: RetentionPolicy;
  /** So many restorable snapshots are kept, whatever the policy says. */
  readonly minimum: number;
  readonly zone: LocalTime;
}

/** What becomes of a snapshot, and why: clauses. */
export type Judgment = { readonly snapshot: Snapshot } & (
  | { readonly isKept: true; readonly reasons: readonly string[] }
  | { readonly isKept: false; readonly reason: string }
);

const kept = (snapshot: Snapshot, ...reasons: readonly string[]): Judgment => ({ snapshot, isKept: true, reasons });
const expires = (snapshot: Snapshot, reason: string): Judgment => ({ snapshot, isKept: false, reason });

const MILLISECONDS_OF_DAY = 86_400_000;
const MAX_DAYS_AFTER_SLOT = 2;

/**
 * The time that counts in the calendar: that of the slot, as a copy is made later. A slot that is no time shortly before the
 * snapshot was written by somebody else, and does not count.
 */
const timeOf = ({ slot, startTime }: Snapshot): Date => {
  const time = parseSlot(slot ?? '');
  const delay = time === undefined ? -1 : startTime.getTime() - time.getTime();
  return time !== undefined && delay >= 0 && delay <= MAX_DAYS_AFTER_SLOT * MILLISECONDS_OF_DAY ? time : startTime;
};

const newestFirst = (a: Snapshot, b: Snapshot): number =>
  timeOf(b).getTime() - timeOf(a).getTime() ||
  b.startTime.getTime() - a.startTime.getTime() ||
  b.snapshotId.localeCompare(a.snapshotId);

/** The reasons of one rule: it keeps the newest snapshot of each of the newest periods that have one. */
const applyRule = (
  snapshots: readonly Snapshot[],
  rule: RetentionRule,
  count: number,
  zone: LocalTime,
): ReadonlyMap<Snapshot, string> => {
  if (rule === 'last')
    return new Map(snapshots.slice(0, count).map((snapshot) => [snapshot, `one of the last ${count}`]));
  const byPeriod = Map.groupBy(snapshots, (snapshot) => PERIODS[rule](timeOf(snapshot), zone));
  const periods = [...byPeriod].slice(0, count);
  return new Map(periods.flatMap(([period, [newest]]) => (newest ? [[newest, `${rule} ${period}`] as const] : [])));
};

const RULES: readonly RetentionRule[] = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'];

/** The first restorable snapshot of each slot; the other ones of a slot are doubles, each with the first. */
const findDoubles = (oldestFirst: readonly Snapshot[]): ReadonlyMap<Snapshot, Snapshot> => {
  const withSlot = oldestFirst.filter(({ slot }) => slot !== undefined);
  const bySlot = [...Map.groupBy(withSlot, ({ slot }) => slot).values()];
  return new Map(
    bySlot.flatMap(([first, ...doubles]) => (first ? doubles.map((double) => [double, first] as const) : [])),
  );
};

/** Judges restorable snapshots by the policy, in the way of restic. https://restic.readthedocs.io/en/stable/060_forget.html */
const judgeRestorable = (
  restorable: readonly Snapshot[],
  policy: RetentionPolicy,
  { minimum, zone }: RetentionRules,
): readonly Judgment[] => {
  const oldestFirst = restorable.toSorted((a, b) => newestFirst(b, a));
  const doubles = findDoubles(oldestFirst);
  const snapshots = oldestFirst.toReversed().filter((snapshot) => !doubles.has(snapshot));
  const keeps = RULES.map((rule) => applyRule(snapshots, rule, policy[rule] ?? 0, zone));
  return restorable.map((snapshot) => {
    const first = doubles.get(snapshot);
    if (first) return expires(snapshot, `it is a double of ${first.snapshotId}, of the same slot`);
    const index = snapshots.indexOf(snapshot);
    const reasons = [
      ...(index === 0 ? ['the newest'] : []),
      ...(index > 0 && index < minimum ? [`one of the ${minimum} newest`] : []),
      ...keeps.flatMap((reasonOf) => reasonOf.get(snapshot) ?? []),
    ];
    return reasons.length > 0 ? kept(snapshot, ...reasons) : expires(snapshot, 'no rule keeps it');
  });
};

/** Judges a snapshot from which no host can be restored: it goes once better ones have come, and makes no good one go. */
const judgeOther = (snapshot: Snapshot, restorable: readonly Snapshot[], minimum: number): Judgment => {
  const newer = restorable.filter(({ startTime }) => startTime > snapshot.startTime).length;
  if (snapshot.state === 'error')
    return newer > 0 ? expires(snapshot, 'it failed, and a newer one is completed') : kept(snapshot, 'it failed');
  if (snapshot.state !== 'completed' || !isWrong(snapshot)) return kept(snapshot, `it is ${snapshot.state}`);
  return newer >= Math.max(1, minimum)
    ? expires(snapshot, `its file system is wrong, and ${newer} newer ones are restorable`)
    : kept(snapshot, 'its file system is wrong: kept for a person to look at');
};

/** Why the policy has no say in a snapshot; `undefined` where it has. */
const reasonApart = ({ keptBy }: Snapshot): string | undefined => {
  if (keptBy === KEPT_BY_RETENTION) return undefined;
  return keptBy === undefined ? 'no tag says by whom it is kept' : `kept by ${keptBy}`;
};

/**
 * Says of each snapshot of a host in one region why it is kept, or why it expires, in their order. Pure. Only a snapshot that
 * is the policy's to keep can expire, and only by restorable ones that are.
 */
export const judgeRetention = (snapshots: readonly Snapshot[], rules: RetentionRules): readonly Judgment[] => {
  const { policy, minimum } = rules;
  const own = snapshots.filter((snapshot) => reasonApart(snapshot) === undefined);
  const restorable = own.filter(isRestorable);
  const judged = new Map(
    policy ? judgeRestorable(restorable, policy, rules).map((judgment) => [judgment.snapshot, judgment]) : [],
  );
  return snapshots.map((snapshot) => {
    const apart = reasonApart(snapshot);
    if (apart !== undefined) return kept(snapshot, apart);
    if (!policy) return kept(snapshot, 'the policy cannot be read');
    return judged.get(snapshot) ?? judgeOther(snapshot, restorable, minimum);
  });
};

/** The most snapshots of a host that one run deletes: what goes wrong then goes wrong slowly. */
export const MAX_DELETIONS = 10;

/** The snapshots of a host to delete in a run that has deleted some of them, the oldest first. */
export const selectExpired = (
  judgments: readonly Judgment[],
  alreadyDeleted = 0,
): readonly { readonly snapshot: Snapshot; readonly reason: string }[] =>
  judgments
    .flatMap((judgment) => (judgment.isKept ? [] : [judgment]))
    .toSorted((a, b) => newestFirst(b.snapshot, a.snapshot))
    .slice(0, Math.max(0, MAX_DELETIONS - alreadyDeleted));
