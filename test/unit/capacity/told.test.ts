import { describe, expect, it } from 'vitest';

import { type CapacityResult, describeCapacity } from '../../../libs/capacity/notification.ts';
import { suspendedSince, minutesAgo, sizesOf } from './capacity-fixture.ts';

const target = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };

/** The news of a host that is stopped, by the budget or a person, with what else is in its state. */
const newsOf = (state: object, more: Partial<CapacityResult> = {}) =>
  describeCapacity({
    controller: 'suspension',
    target,
    observed: suspendedSince(5, {
      state: { intent: 'suspended', since: minutesAgo(5), cause: 'budget', sizes: sizesOf('0/1/1'), ...state },
    }),
    status: 'converged',
    reason: 'no instance is left',
    actions: [],
    conditions: [],
    ...more,
  });

const passed = (multiple: number) => ({ threshold: { multiple, month: '2026-11' } });

describe('the news of a stopped host', () => {
  it('says what stopped it', () => {
    expect(newsOf(passed(1)).detail).toBe("the month's charges passed the critical amount");
    expect(newsOf({}).detail).toBe("the month's charges passed the critical amount");
    expect(newsOf(passed(1.5)).detail).toBe("the month's charges passed 1.5 times the critical amount");
    expect(newsOf({ cause: 'operator' }).detail).toBe('as you asked');
  });

  it('offers to resume every host where each of them can be resumed in that way', () => {
    expect(newsOf({}).suggestions).toMatchObject([
      { purpose: 'To resume {hosts}', all: 'To resume every stopped host', command: { name: 'resume' } },
    ]);
    const request = { intent: 'resume', acceptUnguarded: false } as const;
    const [unguarded] = newsOf(passed(5), { status: 'refused', target: { ...target, request } }).suggestions;
    expect(unguarded).toMatchObject({
      purpose: 'To resume {hosts} with nothing to stop it again this month',
      command: { acceptUnguarded: true },
    });
    expect(unguarded).not.toHaveProperty('all');
  });
});
