import { describe, expect, it } from 'vitest';

import { amountOf } from '../../../libs/budget/alarm-data.ts';
import { evaluateAlarm } from '../../../libs/budget/evaluate.ts';

const limits = { criticalUsd: 25, implausibleFactor: 10_000 };
const change = { isCriticalAlarm: true, from: 'OK', to: 'ALARM' };
const reasonData = (amount: unknown) => JSON.stringify({ recentDatapoints: [amount], threshold: 25 });

describe('a change of the critical alarm', () => {
  it('from OK to ALARM suspends the hosts, with both amounts in the reason', () => {
    expect(evaluateAlarm({ ...change, reasonData: reasonData(27.131) }, limits)).toEqual({
      decision: 'suspend',
      multiple: 1,
      cause: "month's charges 27.13 USD passed 25.00 USD",
      why: 'The estimated charges of this month (27.13 USD) have passed the critical amount of 25.00 USD.',
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
  ])('suspends the hosts also when its amount cannot be read: %s', (unreadable) => {
    expect(amountOf(unreadable)).toBeUndefined();
    const decision = evaluateAlarm({ ...change, reasonData: unreadable }, limits);
    expect(decision.decision).toBe('suspend');
    expect(decision.why).toContain('amount unknown');
  });

  it('asks the owner from 10,000 times the critical amount on, and not a cent before', () => {
    expect(evaluateAlarm({ ...change, reasonData: reasonData(250_000) }, limits)).toMatchObject({ decision: 'ask' });
    expect(evaluateAlarm({ ...change, reasonData: reasonData(249_999.99) }, limits)).toMatchObject({
      decision: 'suspend',
    });
  });

  it('asks the owner when the alarm was not OK before', () => {
    const decision = evaluateAlarm({ ...change, from: 'INSUFFICIENT_DATA', reasonData: reasonData(27) }, limits);
    expect(decision).toMatchObject({ decision: 'ask', reason: expect.stringContaining('INSUFFICIENT_DATA') });
  });

  it.each([
    { ...change, isCriticalAlarm: false },
    { ...change, from: 'ALARM', to: 'OK' },
    { ...change, to: 'INSUFFICIENT_DATA' },
    { ...change, from: 'ALARM' },
  ])('is ignored otherwise: %o', (other) => {
    expect(evaluateAlarm({ ...other, reasonData: reasonData(27) }, limits)).toMatchObject({ decision: 'ignore' });
  });
});
