import { describe, expect, it } from 'vitest';

import type { CapacityRequest } from '../../../libs/capacity/model.ts';
import {
  actionsOf,
  blog,
  describePlan,
  minutesAgo,
  now,
  planFor,
  sizesOf,
  suspendedSince,
} from './capacity-fixture.ts';

const month = '2026-11';
const passed = (multiple: number, more: Partial<Extract<CapacityRequest, { intent: 'suspend' }>> = {}) =>
  ({
    intent: 'suspend',
    cause: 'budget',
    at: minutesAgo(1),
    honorKeepTag: true,
    threshold: { multiple, month },
    ...more,
  }) satisfies CapacityRequest;

/** It was resumed after a threshold of this month. */
const resumed = (earlier: string) =>
  blog({ state: { intent: 'running', since: minutesAgo(60), threshold: { multiple: 3, month: earlier } } });

/** It runs since some minutes before the news, and 2 times the critical amount have stopped it before. */
const returned = (minutes: number) =>
  blog({ state: { intent: 'running', since: minutesAgo(1 + minutes), threshold: { multiple: 2, month } } });

describe('a host that the budget stops', () => {
  it('remembers the threshold with its cause and its sizes', () => {
    expect(actionsOf(planFor(blog(), passed(1.5)))[0]).toEqual({
      action: 'autoscaling:CreateOrUpdateTags',
      reason: 'requested by the budget',
      routine: true,
      onFailure: 'continue',
      host: 'blog',
      region: 'eu-central-1',
      group: 'blog-group',
      state: {
        intent: 'suspended',
        since: now,
        cause: 'budget',
        sizes: sizesOf('0/1/1'),
        threshold: { multiple: 1.5, month },
      },
    });
  });

  it('keeps an earlier threshold that includes it, and takes one of a new month', () => {
    expect(actionsOf(planFor(resumed(month), passed(2)))[0]).toMatchObject({
      state: { threshold: { multiple: 3, month } },
    });
    expect(actionsOf(planFor(resumed('2026-10'), passed(2)))[0]).toMatchObject({
      state: { threshold: { multiple: 2, month } },
    });
  });

  it('is stopped also by news without a threshold, which then has none', () => {
    const { threshold: _, ...request } = passed(1);
    const [tag, ...rest] = actionsOf(planFor(blog(), request));
    expect(tag).not.toHaveProperty('state.threshold');
    expect(rest).toMatchObject([{ action: 'autoscaling:UpdateAutoScalingGroup', sizes: sizesOf('0/0/0') }]);
  });
});

describe('a host that has returned in spite of a threshold', () => {
  it('is not stopped by news of the same or a lower one that may be late: its alarm may be about what stands in the state', () => {
    const reason = 'converged: running: the threshold of 2 times the critical amount has suspended it before';
    expect(describePlan(planFor(returned(14.9), passed(2)))).toBe(reason);
    expect(planFor(returned(14.9), passed(1)).status).toBe('converged');
    expect(describePlan(planFor(returned(600), passed(2, { mayBeDelayed: true })))).toBe(reason);
  });

  it('is stopped by a higher one at any time, and by the same one once the news cannot be late', () => {
    expect(planFor(returned(1), passed(3)).status).toBe('act');
    expect(planFor(returned(15), passed(2)).status).toBe('act');
    expect(planFor(returned(600), passed(3, { mayBeDelayed: true })).status).toBe('act');
  });

  it('is not stopped by news that is as old as its state', () => {
    const { at } = passed(3);
    const plan = planFor(blog({ state: { intent: 'running', since: at } }), passed(3));
    expect(describePlan(plan)).toBe(
      'converged: running since 2026-11-14T11:59:00.000Z: the cause of 2026-11-14T11:59:00.000Z is older',
    );
  });

  it('is stopped whatever its unreadable state may have said, and by news that may be late where nothing is recorded', () => {
    expect(
      planFor(blog({ state: { intent: 'unreadable', text: 'paused' } }), passed(1, { mayBeDelayed: true })).status,
    ).toBe('act');
    expect(planFor(blog(), passed(1, { mayBeDelayed: true })).status).toBe('act');
  });
});

describe('a suspended host', () => {
  const state = {
    intent: 'suspended',
    since: minutesAgo(60),
    cause: 'operator',
    threshold: { multiple: 1, month },
  } as const;
  const operatorStopped = suspendedSince(60, { state });

  it('remembers that the bill has risen further, and nothing else of its state changes', () => {
    expect(actionsOf(planFor(operatorStopped, passed(1.5)))).toMatchObject([
      {
        reason: 'the bill rose to 1.5 times the critical amount',
        state: { ...state, threshold: { multiple: 1.5, month } },
      },
    ]);
  });

  it('remembers nothing of a threshold that it knows, of news older than its state, and of news without one', () => {
    const { threshold: _, ...plain } = passed(1);
    for (const request of [passed(1), passed(2, { at: state.since }), plain])
      expect(describePlan(planFor(operatorStopped, request))).toBe(
        'converged: suspended by operator since 2026-11-14T11:00:00.000Z; no instance is left',
      );
  });

  it('is brought to 0/0/0 again by the same news, without a wait', () => {
    const raised = suspendedSince(0, { sizes: sizesOf('0/1/1') });
    expect(describePlan(planFor(raised, passed(1, { at: minutesAgo(5) })))).toBe('UpdateAutoScalingGroup');
  });
});
