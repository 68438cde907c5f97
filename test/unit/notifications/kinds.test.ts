import { describe, expect, it } from 'vitest';

import * as capacityKinds from '../../../libs/capacity/news-kinds.ts';
import * as lifecycleKinds from '../../../libs/lifecycle/news-kinds.ts';
import * as sharedKinds from '../../../libs/notifications/kinds.ts';
import * as snapshotKinds from '../../../libs/snapshots/news-kinds.ts';

const { ORDER, problemOf, ...shared } = sharedKinds;
const { PROBLEM_KINDS, ...otherSnapshotKinds } = snapshotKinds;

/** Every kind of news, by its name. */
const KINDS = [
  ...Object.entries({ ...shared, ...capacityKinds, ...lifecycleKinds, ...otherSnapshotKinds }),
  // Two conditions share a kind.
  ...new Map(Object.entries(PROBLEM_KINDS).map(([name, kind]) => [kind, [name, kind] as const])).values(),
];

describe('every kind of news', () => {
  it.each(KINDS)('says in whole words of which hosts it is, what it means and what comes next: %s', (_, kind) => {
    expect(kind.subject).toMatch(/\{hosts\}/);
    expect(kind.subject.replace('{hosts}', '')).toMatch(/[a-z]{3}/);
    expect(kind.lead).toMatch(/\{hosts\}.*\.$/);
    expect(kind.heading).toMatch(/^[A-Z][\w ,;()/-]+$/);
    expect(kind.outlook).toMatch(/^[A-Z`h].{20,}\.$/);
    expect(Object.values(ORDER)).toContain(kind.order);
  });

  it('has a heading of its own', () => {
    expect(new Set(KINDS.map(([, { heading }]) => heading)).size).toBe(KINDS.length);
  });

  it('about the data of a host says that it is unchanged', () => {
    for (const { outlook } of [capacityKinds.STOPPING, capacityKinds.STOPPED]) {
      expect(outlook).toContain('Data volumes, snapshots and Elastic IP addresses are unchanged and go on costing');
      expect(outlook).toContain('https://console.aws.amazon.com/costmanagement/');
    }
    expect(capacityKinds.SET_BACK.outlook).toContain('Data volumes, snapshots and addresses are unchanged.');
    for (const { outlook, noUndo } of [lifecycleKinds.DIED, lifecycleKinds.REPLACED]) {
      expect(outlook).toContain('The data volume was not deleted. There is nothing for you to do.');
      expect(noUndo).toBe('There is nothing to undo.');
    }
  });

  it('is told first where a person has to act, and last where nothing was to be done', () => {
    const { FAILED, NEEDS_YOU, GONE } = sharedKinds;
    const { UNDECIDED, NOT_STOPPED, UNCHANGED, UNKNOWN_TAG, INVALID_CHOICE, NOT_RESUMED } = capacityKinds;
    const { STOPPED } = capacityKinds;
    const { WAITING, DIED } = lifecycleKinds;
    const orders = [FAILED, NEEDS_YOU, UNDECIDED, WAITING, DIED, NOT_STOPPED, UNCHANGED].map(({ order }) => order);
    expect(orders).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([INVALID_CHOICE, NOT_RESUMED].map(({ order }) => order)).toEqual([1, 1]);
    expect([UNKNOWN_TAG, GONE].map(({ order }) => order)).toEqual([6, 6]);
    expect(STOPPED.order).toBe(DIED.order);
  });
});

describe('the problem of a reason', () => {
  it('is what comes before the fix', () => {
    expect(problemOf('vol-1 is error: tag another: now')).toBe('vol-1 is error');
    expect(problemOf('vol-1 is error')).toBe('vol-1 is error');
  });
});
