import { describe, expect, it } from 'vitest';

import { alarmCents } from '../../../libs/budget/alarm-data.ts';
import { evaluateAlarm } from '../../../libs/budget/evaluate.ts';

const limits = { criticalCents: 2500, implausibleFactor: 10_000 };
const at = new Date('2026-11-30T23:58:00Z');
const inNovember = new Date('2026-11-30T23:59:59Z');
const change = { isCriticalAlarm: true, from: 'OK', to: 'ALARM', at };
const reasonData = (amount: unknown) => JSON.stringify({ recentDatapoints: [amount], threshold: 25 });

describe('a change of the critical alarm', () => {
  it('from OK to ALARM suspends the hosts, with both amounts in the reason', () => {
    expect(evaluateAlarm({ ...change, reasonData: reasonData(27.131) }, limits, inNovember)).toEqual({
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
    '{"recentDatapoints":[1e999]}',
    '{"recentDatapoints":27}',
    '{"recentDatapoints":["27"]}',
    'null',
  ])('suspends the hosts also when its amount cannot be read: %s', (unreadable) => {
    expect(alarmCents(unreadable)).toBeUndefined();
    const decision = evaluateAlarm({ ...change, reasonData: unreadable }, limits, inNovember);
    expect(decision.decision).toBe('suspend');
    expect(decision.why).toContain('amount unknown');
  });

  it('reads the latest of its amounts', () => {
    expect(alarmCents('{"recentDatapoints":[26,27.5]}')).toBe(2750);
    expect(alarmCents('{"recentDatapoints":[0]}')).toBe(0);
  });

  it('asks the owner from 10,000 times the critical amount on, and not a cent before', () => {
    expect(evaluateAlarm({ ...change, reasonData: reasonData(250_000) }, limits, inNovember)).toMatchObject({
      decision: 'ask',
    });
    expect(evaluateAlarm({ ...change, reasonData: reasonData(249_999.99) }, limits, inNovember)).toMatchObject({
      decision: 'suspend',
    });
  });

  it('asks the owner when the alarm was not OK before', () => {
    const decision = evaluateAlarm(
      { ...change, from: 'INSUFFICIENT_DATA', reasonData: reasonData(27) },
      limits,
      inNovember,
    );
    expect(decision).toMatchObject({ decision: 'ask', reason: expect.stringContaining('INSUFFICIENT_DATA') });
  });

  it.each([
    [undefined, 1],
    [reasonData(24), 1],
    [reasonData(27), 1],
    [reasonData(60), 2],
  ])('asks about %s as about %d times the critical amount', (data, multiple) => {
    expect(evaluateAlarm({ ...change, from: 'INSUFFICIENT_DATA', reasonData: data }, limits, inNovember)).toMatchObject(
      {
        multiple,
      },
    );
  });

  it('asks the owner when its month is over: the charges of every month begin again at zero', () => {
    const late = evaluateAlarm({ ...change, reasonData: reasonData(27) }, limits, new Date('2026-12-01T00:00:00Z'));
    expect(late).toMatchObject({ decision: 'ask', why: expect.stringContaining('That was in 2026-11.') });
    const overNewYear = { ...change, at: new Date('2026-12-31T23:59:59Z') };
    expect(evaluateAlarm(overNewYear, limits, new Date('2027-01-01T00:00:00Z')).decision).toBe('ask');
  });

  it('suspends the hosts although the clock that reads it is behind', () => {
    const early = { ...change, at: new Date('2026-12-01T00:00:01Z') };
    expect(evaluateAlarm(early, limits, inNovember).decision).toBe('suspend');
  });

  it.each([
    { ...change, isCriticalAlarm: false },
    { ...change, from: 'ALARM', to: 'OK' },
    { ...change, to: 'INSUFFICIENT_DATA' },
    { ...change, from: 'ALARM' },
  ])('is ignored otherwise: %o', (other) => {
    expect(evaluateAlarm({ ...other, reasonData: reasonData(27) }, limits, inNovember)).toMatchObject({
      decision: 'ignore',
    });
  });
});
