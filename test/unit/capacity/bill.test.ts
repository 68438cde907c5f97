import { describe, expect, it } from 'vitest';

import { createBillRequests } from '../../../libs/capacity/bill.ts';
import type { Bill } from '../../../libs/hosts/bill.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { parseState } from '../../../libs/hosts/state.ts';
import { billPoint } from '../../support/bill-point.ts';
import { hostFixture, minutesAgo, now } from '../../support/host-fixture.ts';

const hostIn = (state: string | undefined, more: Partial<Pick<Host, 'group' | 'onCriticalBudget'>> = {}): Host =>
  hostFixture({ state: parseState(state), ...more });

const atMultiple = (multiple: number): Bill => ({ points: [billPoint(minutesAgo(10), multiple)] });

const RUNNING = 'running 2026-11-01T00:00:00.000Z threshold:1@2026-11';
const stoppedAt = (minutes: number, threshold = '1.5') =>
  hostIn(`suspended 0/1/1 ${minutesAgo(minutes).toISOString()} budget threshold:${threshold}@2026-11`, {
    group: 'other-group',
  });

/** The multiple at which the bill requests to stop the first of these hosts. */
const requested = (bill: Bill, host: Host, ...others: readonly Host[]) => {
  const request = createBillRequests()(bill)(host, [host, ...others], now);
  return request?.intent === 'suspend' ? request.threshold?.multiple : request?.intent;
};

describe('the bill requests', () => {
  it('to stop a host at the highest threshold that its state does not show', () => {
    expect(requested(atMultiple(3), hostIn(RUNNING))).toBe(3);
    expect(requested(atMultiple(1), hostIn(RUNNING))).toBeUndefined();
    expect(requested(atMultiple(0), hostIn(undefined))).toBeUndefined();
    expect(requested(atMultiple(1), hostIn(undefined))).toBe(1);
    expect(requested(atMultiple(1), hostIn('paused'))).toBe(1);
    expect(requested({ points: [] }, hostIn(undefined))).toBeUndefined();
  });

  it('nothing of a host that is to be kept, or that is stopped', () => {
    expect(requested(atMultiple(3), hostIn(RUNNING, { onCriticalBudget: 'keep' }))).toBeUndefined();
    expect(requested(atMultiple(3), stoppedAt(60))).toBeUndefined();
  });

  it('a person to decide about an amount that is implausible', () => {
    expect(requested({ points: [], question: 'who knows' }, hostIn(RUNNING))).toBe('ask');
  });

  it('nothing for 15 minutes after another run has stopped a host at that threshold', () => {
    expect(requested(atMultiple(1.5), hostIn(RUNNING), stoppedAt(14))).toBeUndefined();
    expect(requested(atMultiple(1.5), hostIn(RUNNING), stoppedAt(15))).toBe(1.5);
    expect(requested(atMultiple(1.5), hostIn(RUNNING), stoppedAt(1, '1'))).toBe(1.5);
  });

  it('to stop a host at once where another, stopped just before the bill passed the threshold, has only had it recorded', () => {
    const bill: Bill = {
      points: [billPoint(minutesAgo(7), 1), billPoint(minutesAgo(2), 1.5)],
    };
    expect(requested(bill, hostIn(RUNNING), stoppedAt(8))).toBe(1.5);
    expect(requested(bill, hostIn(RUNNING), stoppedAt(6))).toBeUndefined();
  });

  it('nothing in the first pass that sees a threshold after one that did not: the alarm has its turn', () => {
    const requestOf = createBillRequests();
    const host = hostIn(RUNNING);
    const pass = (bill: Bill) => requestOf(bill)(host, [host], now)?.intent;
    expect(pass(atMultiple(1))).toBeUndefined();
    expect(pass({ points: [] })).toBeUndefined();
    expect(pass(atMultiple(1.5))).toBeUndefined();
    expect(pass({ points: [] })).toBeUndefined();
    expect(pass(atMultiple(1.5))).toBe('suspend');
    expect(pass(atMultiple(2))).toBeUndefined();
    expect(pass(atMultiple(2))).toBe('suspend');
  });

  it('the rest of the hosts at once where the pass before has stopped some of them itself', () => {
    const requestOf = createBillRequests();
    const other = hostIn(RUNNING, { group: 'other-group' });
    expect(requestOf(atMultiple(1.5))(other, [other], now)).toMatchObject({ intent: 'suspend' });
    const rest = hostIn(RUNNING);
    expect(requestOf(atMultiple(1.5))(rest, [rest, stoppedAt(1)], now)).toMatchObject({ intent: 'suspend' });
  });
});
