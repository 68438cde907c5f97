import { type Arbitrary, array, assert, constantFrom, integer, nat, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isRestorable } from '../../../libs/hosts/restorable.ts';
import type { RetentionPolicy } from '../../../libs/hosts/retention-policy.ts';
import { KEPT_BY_RETENTION, type Snapshot } from '../../../libs/hosts/snapshot.ts';
import { createLocalTime } from '../../../libs/snapshots/local-time.ts';
import {
  judgeRetention,
  MAX_DELETIONS,
  type RetentionRules,
  selectExpired,
} from '../../../libs/snapshots/retention.ts';
import { snapshotAt } from './snapshot-fixture.ts';

const START = new Date('2026-01-01T00:00Z').getTime();
const HOURS = 1500;

const count = option(integer({ min: 1, max: 9 }), { nil: undefined });
const policies = record({ last: count, hourly: count, daily: count, weekly: count, monthly: count, yearly: count }).map(
  (counts): RetentionPolicy => Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined)),
);
const rules = record({
  policy: policies,
  minimum: integer({ min: 1, max: 5 }),
  zone: constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Auckland').map(createLocalTime),
}).map((drawn): RetentionRules & { readonly policy: RetentionPolicy } => drawn);

/** Snapshots as AWS and people may leave them: missed and late nights, doubles, failures, tags of persons. */
const history = (from = 0): Arbitrary<readonly Snapshot[]> =>
  array(
    record({
      hour: integer({ min: from, max: from + HOURS }),
      state: constantFrom('completed', 'completed', 'completed', 'completed', 'pending', 'error'),
      keptBy: constantFrom(KEPT_BY_RETENTION, KEPT_BY_RETENTION, KEPT_BY_RETENTION, 'ada'),
      fileSystem: constantFrom('ext4 1 a', 'ext4 1 a', 'ext4 1 a', 'wrong: blank', 'Wrong: xfs 2'),
      late: constantFrom(0, 0, 0, 1, 7, 40),
    }),
    { maxLength: 40 },
  ).map((nights) =>
    nights.map(({ hour, late, ...changes }, index) =>
      snapshotAt(new Date(START + 3_600_000 * hour), {
        ...changes,
        snapshotId: `snap-${from}-${index}`,
        startTime: new Date(START + 3_600_000 * (hour + late) + index),
      }),
    ),
  );

const keptOf = (snapshots: readonly Snapshot[], by: RetentionRules): ReadonlySet<Snapshot> =>
  new Set(judgeRetention(snapshots, by).flatMap(({ isKept, snapshot }) => (isKept ? [snapshot] : [])));

const isOwn = ({ keptBy }: Snapshot): boolean => keptBy === KEPT_BY_RETENTION;

/** The snapshots that the policy keeps and from which a host can be restored. */
const goodOf = (snapshots: Iterable<Snapshot>): readonly Snapshot[] =>
  [...snapshots].filter((snapshot) => isOwn(snapshot) && isRestorable(snapshot));

/** What is left once some of the expired ones are deleted. */
const afterDeletion = (snapshots: readonly Snapshot[], by: RetentionRules, spared: number): readonly Snapshot[] => {
  const expired = new Set(selectExpired(judgeRetention(snapshots, by), spared).map(({ snapshot }) => snapshot));
  return snapshots.filter((snapshot) => !expired.has(snapshot));
};

const ids = (snapshots: Iterable<Snapshot>): readonly string[] =>
  [...snapshots].map(({ snapshotId }) => snapshotId).toSorted();

const law = <T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: Arbitrary<T[K]> },
  holds: (...drawn: T) => void,
): void => assert(property<T>(...arbitraries, holds), { numRuns: 300 });

describe('of any history, and by any policy', () => {
  it('each snapshot is either kept with a reason or expires with one, in its order, and the history is left as it was', () => {
    law([history(), rules], (snapshots, by) => {
      const before = [...snapshots];
      const judgments = judgeRetention(snapshots, by);
      expect(snapshots).toEqual(before);
      expect(judgments.map(({ snapshot }) => snapshot)).toEqual(before);
      for (const judgment of judgments)
        expect((judgment.isKept ? judgment.reasons.join() : judgment.reason).length).toBeGreaterThan(0);
    });
  });

  it('the newest good one is kept, and so are as many as the minimum, one for each slot', () => {
    law([history(), rules], (snapshots, by) => {
      const good = goodOf(snapshots);
      const keptGood = goodOf(keptOf(snapshots, by));
      const slots = new Set(good.map(({ slot }) => slot)).size;
      expect(keptGood.length).toBeGreaterThanOrEqual(Math.min(by.minimum, slots));
      const latest = good.map(({ slot = '' }) => slot).toSorted((a, b) => a.localeCompare(b));
      expect(keptGood.map(({ slot }) => slot)).toEqual(expect.arrayContaining(latest.slice(-1)));
    });
  });

  it('nothing expires that the policy does not keep, or that is not finished', () => {
    law([history(), rules], (snapshots, by) => {
      const untouchable = snapshots.filter((snapshot) => !isOwn(snapshot) || snapshot.state === 'pending');
      expect(ids(keptOf(snapshots, by))).toEqual(expect.arrayContaining([...ids(untouchable)]));
    });
  });

  it('nothing expires without a policy', () => {
    law([history(), rules], (snapshots, { minimum, zone }) => {
      expect(keptOf(snapshots, { minimum, zone }).size).toBe(snapshots.length);
    });
  });

  it('what is not good decides nothing about what is good', () => {
    law([history(), rules], (snapshots, by) => {
      const good = goodOf(snapshots);
      expect(ids(goodOf(keptOf(snapshots, by)))).toEqual(ids(keptOf(good, by)));
    });
  });

  it('the order of the list decides nothing', () => {
    law([history(), rules], (snapshots, by) => {
      expect(ids(keptOf(snapshots.toReversed(), by))).toEqual(ids(keptOf(snapshots, by)));
    });
  });

  it('another rule, a larger count and a larger minimum make nothing expire', () => {
    law([history(), rules, policies], (snapshots, by, more) => {
      const larger = { ...by.policy };
      for (const rule of ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const)
        larger[rule] = (by.policy[rule] ?? 0) + (more[rule] ?? 0);
      const kept = keptOf(snapshots, { ...by, policy: larger, minimum: by.minimum + 1 });
      for (const snapshot of keptOf(snapshots, by)) expect(kept).toContain(snapshot);
    });
  });

  it('what has expired is not kept when newer ones have come', () => {
    law([history(), history(HOURS + 50), rules], (snapshots, newer, by) => {
      const before = new Set(ids(keptOf(snapshots, by)));
      const expired = ids(snapshots).filter((id) => !before.has(id));
      const later = new Set(ids(keptOf([...snapshots, ...newer], by)));
      expect(expired.filter((id) => later.has(id))).toEqual([]);
    });
  });

  it('a deletion, of all that has expired or of a part, decides nothing about later nights', () => {
    law([history(), history(HOURS + 50), rules, nat(MAX_DELETIONS)], (snapshots, newer, by, spared) => {
      const left = afterDeletion(snapshots, by, spared);
      const withAll = goodOf(keptOf([...snapshots, ...newer], by));
      const withLeft = goodOf(keptOf([...left, ...newer], by));
      expect(ids(withLeft)).toEqual(ids(withAll));
    });
  });

  it('a run deletes ten at most, and only what has expired', () => {
    law([history(), rules, nat(15)], (snapshots, by, deleted) => {
      const selected = selectExpired(judgeRetention(snapshots, by), deleted);
      expect(selected.length).toBeLessThanOrEqual(Math.max(0, MAX_DELETIONS - deleted));
      const kept = keptOf(snapshots, by);
      for (const { snapshot } of selected) expect(kept.has(snapshot)).toBe(false);
    });
  });
});
