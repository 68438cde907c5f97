import { describe, expect, it } from 'vitest';

import { type Condition, type Failure, failure, judge, keyOf } from '../../../libs/controller/condition.ts';
import { conclude } from '../../../libs/controller/conclude.ts';
import { act, advise, converged, type Plan, refuse, wait } from '../../../libs/controller/plan.ts';

interface Actions {
  'ec2:Act': { readonly id: string };
}

/** The plans that a condition may have, by a word. */
const PLANS: Readonly<Record<string, () => Plan<Actions> | undefined>> = {
  holds: () => undefined,
  fine: () => converged('all is well'),
  acts: () => act<Actions>({ action: 'ec2:Act', reason: 'it is due', id: 'x' }),
  waits: () => wait('not yet'),
  refuses: () => refuse('no', 'aws fix'),
  throws: () => {
    throw new Error('a bug');
  },
};

type Given = Omit<Condition<Actions>, 'plan' | 'kind'>;

const condition = (kind: string, plan: string, more: Given = {}): Condition<Actions> => ({
  kind,
  plan: () => PLANS[plan]?.(),
  ...more,
});

/** The statuses of judged conditions, those of the blocked with the kind that blocks them. */
const judged = (...conditions: readonly Condition<Actions>[]) =>
  judge(conditions, () => undefined).map(({ outcome }) =>
    outcome.status === 'blocked' ? `blocked by ${outcome.by.kind}` : outcome.status,
  );

describe('a condition', () => {
  it.each([
    ['holds', 'converged'],
    ['fine', 'converged'],
    ['acts', 'act'],
    ['waits', 'wait'],
    ['refuses', 'refuse'],
    ['throws', 'failed'],
  ])('that %s is judged by itself: %s', (plan, status) => {
    expect(judged(condition('A', 'refuses'), condition('B', plan), condition('C', 'holds'))).toEqual([
      'refuse',
      status,
      'converged',
    ]);
  });

  it.each([
    ['holds', 'act'],
    ['fine', 'act'],
    ['acts', 'blocked by A'],
    ['waits', 'blocked by A'],
    ['refuses', 'blocked by A'],
    ['throws', 'blocked by A'],
  ])('that needs another one which %s is: %s', (plan, expected) => {
    expect(judged(condition('A', plan), condition('B', 'acts', { needs: ['A'] }))[1]).toBe(expected);
  });

  it.each([
    ['holds', 'act'],
    ['acts', 'blocked by A'],
    ['waits', 'blocked by A'],
    ['refuses', 'act'],
    ['throws', 'act'],
  ])('that comes after another one which %s is: %s', (plan, expected) => {
    expect(judged(condition('A', plan), condition('B', 'acts', { after: ['A'] }))[1]).toBe(expected);
  });

  it('is blocked by what blocks the other one in the end', () => {
    const chain = [condition('B', 'acts', { needs: ['A'] }), condition('C', 'acts', { needs: ['B'] })];
    const later = condition('D', 'acts', { after: ['C'] });
    expect(judged(condition('A', 'waits'), ...chain, later).slice(1)).toEqual(Array(3).fill('blocked by A'));
    expect(judged(condition('A', 'refuses'), ...chain, later).slice(1)).toEqual([
      'blocked by A',
      'blocked by A',
      'act',
    ]);
  });

  it('that needs one by its name is not blocked by another of the kind', () => {
    const tags = [condition('Tag', 'refuses', { name: 'ttl' }), condition('Tag', 'holds', { name: 'device' })];
    expect(judged(...tags, condition('B', 'acts', { needs: ['Tag/device'] })).at(-1)).toBe('act');
    expect(judged(...tags, condition('B', 'acts', { needs: ['Tag/ttl'] })).at(-1)).toBe('blocked by Tag');
    expect(judged(...tags, condition('B', 'acts', { needs: ['Tag'] })).at(-1)).toBe('blocked by Tag');
  });

  it('of an instance is blocked by those of the same one and of the whole target alone', () => {
    const needs = { needs: ['A'], instanceId: 'i-1' };
    expect(judged(condition('A', 'refuses', { instanceId: 'i-2' }), condition('B', 'acts', needs))[1]).toBe('act');
    expect(judged(condition('A', 'refuses', { instanceId: 'i-1' }), condition('B', 'acts', needs))[1]).toMatch(
      /^block/,
    );
    expect(judged(condition('A', 'refuses'), condition('B', 'acts', needs))[1]).toMatch(/^blocked/);
    expect(
      judged(condition('A', 'refuses', { instanceId: 'i-1' }), condition('B', 'acts', { needs: ['A'] }))[1],
    ).toMatch(/^blocked/);
  });

  it('that has an action due is what the run says instead, and no other', () => {
    const failed: Failure = failure('ec2:Act', new Error('denied'));
    const all = ['acts', 'holds', 'waits', 'refuses'].map((plan) => condition(plan, plan));
    expect(judge(all, () => failed).map(({ outcome }) => outcome.status)).toEqual([
      'failed',
      'converged',
      'wait',
      'refuse',
    ]);
  });

  it('is distinguished by its kind, its name and its instance', () => {
    const refs = [
      { kind: 'A' },
      { kind: 'B' },
      { kind: 'A', name: 'x' },
      { kind: 'A', instanceId: 'x' },
      { kind: 'A', name: 'x', instanceId: 'x' },
    ];
    expect(new Set(refs.map(keyOf)).size).toBe(refs.length);
  });
});

/** What conditions come to for their target. */
const concluded = (...conditions: readonly Condition<Actions>[]) => conclude(judge(conditions, () => undefined));

describe('a target', () => {
  it.each([
    [['holds', 'acts', 'waits', 'refuses', 'throws'], 'failed', 'cannot plan: a bug'],
    [['holds', 'acts', 'waits', 'refuses'], 'refused', 'no'],
    [['holds', 'acts', 'waits'], 'waiting', 'not yet'],
    [['holds', 'acts'], 'planned', 'it is due'],
    [['fine', 'holds'], 'converged', 'all is well'],
    [['holds'], 'converged', 'it is as it should be'],
  ])('is as its worst condition: %s', (plans, status, reason) => {
    for (const order of [plans, plans.toReversed()].slice(0, plans.includes('fine') ? 1 : 2))
      expect(concluded(...order.map((plan) => condition(plan, plan)))).toMatchObject({ status, reason });
  });

  it('has the command, the cause and the advice of that condition', () => {
    expect(concluded(condition('A', 'refuses'))).toMatchObject({ command: 'aws fix' });
    expect(concluded(condition('A', 'throws'))).toMatchObject({ cause: new Error('a bug') });
    const advice = { kind: 'A', plan: () => advise('look') };
    expect(concluded(advice)).toMatchObject({ status: 'converged', reason: 'look', isAdvice: true });
    for (const absent of ['command', 'cause', 'isAdvice'])
      expect(concluded(condition('A', 'holds'))).not.toHaveProperty(absent);
  });

  it('lists each of its conditions with its own status, and what blocks it', () => {
    const blocked = condition('B', 'acts', { name: 'x', instanceId: 'i-1', needs: ['A'] });
    expect(concluded(condition('A', 'refuses'), blocked).conditions).toEqual([
      { kind: 'A', status: 'refused', reason: 'no', command: 'aws fix' },
      {
        kind: 'B',
        name: 'x',
        instanceId: 'i-1',
        status: 'refused',
        reason: 'no',
        command: 'aws fix',
        blockedBy: 'A',
      },
    ]);
  });
});
