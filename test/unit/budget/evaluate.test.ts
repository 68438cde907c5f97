import { describe, expect, it } from 'vitest';

import { amountOf, evaluateAlarm } from '../../../libs/budget/evaluate.ts';

const limits = { criticalUsd: 25, implausibleFactor: 10_000 };
const change = { isCriticalAlarm: true, from: 'OK', to: 'ALARM' };
const reasonData = (amount: unknown) => JSON.stringify({ recentDatapoints: [amount], threshold: 25 });

describe('the bill is judged', () => {
  it('as passed, with amount and line, when the critical alarm goes from OK to ALARM', () => {
    expect(evaluateAlarm({ ...change, reasonData: reasonData(27.131) }, limits)).toEqual({
      decision: 'suspend',
      multiple: 1,
      cause: "month's charges 27.13 USD passed 25.00 USD",
      why: 'The estimated charges of this month (27.13 USD) have passed the critical line of 25.00 USD.',
    });
  });

  it.each([
    undefined,
    '',
    '{',
    '[]',
    'null',
    '{"recentDatapoints":"27"}',
    '{"recentDatapoints":[]}',
    reasonData('27'),
    reasonData(-1),
  ])('as passed by an unknown amount where the amount cannot be read: %s', (unreadable) => {
    expect(amountOf(unreadable)).toBeUndefined();
    const verdict = evaluateAlarm({ ...change, reasonData: unreadable }, limits);
    expect(verdict.decision).toBe('suspend');
    expect(verdict.why).toContain('amount unknown');
  });

  it('as a matter for a person from 10,000 times the line on, and not a cent before', () => {
    expect(evaluateAlarm({ ...change, reasonData: reasonData(250_000) }, limits)).toMatchObject({ decision: 'ask' });
    expect(evaluateAlarm({ ...change, reasonData: reasonData(249_999.99) }, limits)).toMatchObject({
      decision: 'suspend',
    });
  });

  it('as a matter for a person when the alarm was not OK before', () => {
    const verdict = evaluateAlarm({ ...change, from: 'INSUFFICIENT_DATA', reasonData: reasonData(27) }, limits);
    expect(verdict).toMatchObject({ decision: 'ask', reason: expect.stringContaining('INSUFFICIENT_DATA') });
  });

  it.each([
    { ...change, isCriticalAlarm: false },
    { ...change, from: 'ALARM', to: 'OK' },
    { ...change, to: 'INSUFFICIENT_DATA' },
    { ...change, from: 'ALARM' },
  ])('as none of our business otherwise: %o', (other) => {
    expect(evaluateAlarm({ ...other, reasonData: reasonData(27) }, limits)).toMatchObject({ decision: 'ignore' });
  });
});
