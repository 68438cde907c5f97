import { describe, expect, it } from 'vitest';

import { planSuspendRun } from '../../../libs/capacity/plan.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { billPoint } from '../../support/bill-point.ts';
import { actionsOf, blog, describePlan, minutesAgo, now, sizesOf, suspendedSince } from './capacity-fixture.ts';

const month = '2026-11';
const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };

/** What a pass plans for a host whose month's bill has reached this multiple of the critical amount; 0 below the first. */
const passAt = (multiple: number, host: Host) =>
  planSuspendRun({ ...ref, bill: { points: [billPoint(minutesAgo(5), multiple)] } }, host, now);

describe('a pass over a suspended host', () => {
  const state = {
    intent: 'suspended',
    since: minutesAgo(60),
    cause: 'budget',
    threshold: { multiple: 1, month },
  } as const;
  const stopped = suspendedSince(60, { state });

  it('records that the bill has risen, so that a resume is not undone by it, and nothing that it knows', () => {
    expect(actionsOf(passAt(2, stopped))).toMatchObject([
      {
        action: 'autoscaling:CreateOrUpdateTags',
        reason: 'the bill rose to 2 times the critical amount',
        state: { ...state, threshold: { multiple: 2, month } },
      },
    ]);
    for (const multiple of [0, 1])
      expect(describePlan(passAt(multiple, stopped))).toBe(
        'converged: suspended by budget since 2026-11-14T11:00:00.000Z; no instance is left',
      );
    expect(planSuspendRun(ref, stopped, now).status).toBe('converged');
  });

  it('stops it before it records anything', () => {
    expect(describePlan(passAt(2, suspendedSince(60, { state, sizes: sizesOf('0/1/1') })))).toBe(
      'UpdateAutoScalingGroup',
    );
  });
});

describe('a pass over a running host', () => {
  it('finds nothing to do, and advises about a tag that means nothing', () => {
    expect(describePlan(passAt(0, blog()))).toBe('converged: is running at 0/1/1');
    expect(passAt(0, blog({ tags: { 'hostkeeper:recrods': 'blog.example.com' } }))).toMatchObject({
      reason: expect.stringContaining('hostkeeper:recrods'),
    });
  });

  it('of which nothing was ever recorded or notified records since when it is enrolled, with the threshold', () => {
    expect(actionsOf(passAt(1.5, blog({ history: { fingerprints: [] } })))).toMatchObject([
      {
        reason: 'it was newly enrolled',
        state: { intent: 'running', since: now, threshold: { multiple: 1.5, month } },
      },
    ]);
    const known = blog({ history: { fingerprints: [] }, state: { intent: 'running', since: minutesAgo(1) } });
    expect(passAt(0, known).status).toBe('converged');
  });
});
