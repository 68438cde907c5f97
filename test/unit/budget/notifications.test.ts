import { describe, expect, it } from 'vitest';

import { evaluateNotifications } from '../../../libs/budget/evaluate.ts';
import { type BudgetNotification, notificationText } from '../../aws/budgets/message.ts';

const OWN = { account: '123456789012', budgetName: 'CriticalBudget' };
const NOW = new Date('2026-11-14T14:12:00Z');
const LIMITS = { criticalCents: 2500, implausibleFactor: 10_000 };

/** What AWS Budgets writes of the critical budget, with the changes of a test. */
const message = (more: Partial<BudgetNotification> = {}): string =>
  notificationText({
    budgetName: 'CriticalBudget',
    alertType: 'ACTUAL',
    limitUsd: 25,
    thresholdUsd: 37.5,
    amountUsd: 38.2,
    at: new Date('2026-11-14T14:11:07Z'),
    ...more,
  });

/** The decision on messages that were published a minute apart. */
const evaluate = (...texts: readonly string[]) =>
  evaluateNotifications(
    texts.map((text, index) => ({ text, publishedAt: new Date(60_000 * index) })),
    OWN,
    LIMITS,
    NOW,
  );

describe('a message of AWS Budgets', () => {
  it('that actual cost passed a threshold suspends the hosts', () => {
    expect(evaluate(message())).toEqual({
      acting: {
        decision: {
          decision: 'suspend',
          multiple: 1.5,
          cause: "month's cost 38.20 USD passed 37.50 USD",
          why:
            'AWS Budgets says that the ACTUAL cost of CriticalBudget is 38.20 USD, above 37.50 USD. ' +
            'The critical amount is 25.00 USD.',
        },
        at: new Date(0),
      },
      notices: [],
    });
  });

  it.each([
    ['a forecast', message({ alertType: 'FORECASTED' }), 'It is a forecast, and not spent yet.'],
    ['another budget', message({ budgetName: 'Marketing' }), 'That is not the critical budget, CriticalBudget.'],
    ['another account', message({ account: '210987654321' }), 'That is account 210987654321, not this one.'],
    ['a lower threshold', message({ thresholdUsd: 21.25 }), 'That is below the critical amount of 25.00 USD.'],
  ])('about %s is only notified', (_, text, end) => {
    const { acting, notices } = evaluate(text);
    expect(acting).toBeUndefined();
    expect(notices).toHaveLength(1);
    expect(notices[0]?.why).toMatch(/^AWS Budgets says that the /);
    expect(notices[0]?.why.endsWith(end)).toBe(true);
  });

  it('that is not understood is quoted by its first lines', () => {
    expect(evaluate('one\ntwo\nthree\nfour\nfive\nsix')).toEqual({
      notices: [
        {
          decision: 'tell',
          cause: 'a message on the budget topic was not understood',
          why: "The budget's topic received a message that was not understood. It begins:\n\none\ntwo\nthree\nfour\nfive",
        },
      ],
    });
  });

  it('with an implausible amount asks the owner, from 10,000 times the critical amount on', () => {
    expect(evaluate(message({ amountUsd: 250_000 }))).toMatchObject({ acting: { decision: { decision: 'ask' } } });
    expect(evaluate(message({ amountUsd: 249_999.99 }))).toMatchObject({
      acting: { decision: { decision: 'suspend' } },
    });
  });
});

/** What the stack decides on the threshold of 1.5 times 33.35 USD, and on others, where the critical amount is this. */
const decideAt = (criticalCents: number, ...changes: readonly Partial<BudgetNotification>[]) =>
  evaluateNotifications(
    changes.map((more) => ({ text: message(more), publishedAt: NOW })),
    OWN,
    { ...LIMITS, criticalCents },
    NOW,
  ).acting?.decision;

describe('a threshold that AWS prints with two decimals', () => {
  it.each([
    [3333, 33.33, 1],
    [3335, 50.02, 1.5],
    [3335, 50.03, 1.5],
    [3333, 166.67, 5],
  ])('of a critical amount of %d cents: %d USD is %d times that', (criticalCents, thresholdUsd, multiple) => {
    expect(decideAt(criticalCents, { thresholdUsd, amountUsd: thresholdUsd + 1 })).toMatchObject({ multiple });
  });

  it('and is no threshold of the stack counts as the highest below it, which is told', () => {
    const decision = decideAt(2500, { thresholdUsd: 100, amountUsd: 101 });
    expect(decision).toMatchObject({
      decision: 'suspend',
      multiple: 3,
      why: expect.stringContaining('That is no threshold of the stack, so it counts as 3 times that amount.'),
    });
  });

  it('and is printed like the amount that passed it suspends the hosts', () => {
    expect(decideAt(2500, { thresholdUsd: 25, amountUsd: 25.001 })?.decision).toBe('suspend');
  });
});

describe('a message that contradicts itself', () => {
  it.each([
    [125, 0],
    [37.5, 24.98],
    [25, 24.98],
  ])('asks the owner: above %d USD, and the amount is %d USD', (thresholdUsd, amountUsd) => {
    expect(decideAt(2500, { thresholdUsd, amountUsd })).toMatchObject({
      decision: 'ask',
      cause: 'a message of AWS Budgets contradicts itself',
    });
  });
});

describe('a message whose amounts are both above the critical one', () => {
  it('suspends the hosts although they contradict each other, which is told', () => {
    expect(decideAt(2500, { thresholdUsd: 50, amountUsd: 38.2 })).toMatchObject({
      decision: 'suspend',
      multiple: 2,
      why: expect.stringContaining('The message contradicts itself, but either amount is above that.'),
    });
  });
});

describe('a message that lacks one of its facts, or has it twice', () => {
  it.each(['AWS Account ', 'Budget Name: ', 'Alert Type: ', 'ACTUAL Amount: ', 'Alert Threshold: > '])(
    'is not understood, and the owner is notified: %s',
    (prefix) => {
      const lines = message().split('\n');
      const fact = lines.filter((line) => line.startsWith(prefix));
      expect(fact).toHaveLength(1);
      for (const text of [lines.filter((line) => !fact.includes(line)), [...lines, ...fact]]) {
        const { acting, notices } = evaluate(text.join('\n'));
        expect(acting).toBeUndefined();
        expect(notices).toMatchObject([{ cause: 'a message on the budget topic was not understood' }]);
      }
    },
  );
});

/** The decisions on a message that is handled when the month has just ended. */
const late = (text: string, publishedAt: string) =>
  evaluateNotifications([{ text, publishedAt: new Date(publishedAt) }], OWN, LIMITS, new Date('2026-12-01T00:05:00Z'));

describe('a message of the budget of last month', () => {
  it('asks the owner, by the date that it bears', () => {
    expect(
      late(message({ at: new Date('2026-11-30T23:58:00Z') }), '2026-12-01T00:01:00Z').acting?.decision,
    ).toMatchObject({
      decision: 'ask',
      why: expect.stringContaining('That was in 2026-11.'),
    });
  });

  it('asks the owner by the time of its delivery where it bears no date', () => {
    const undated = message().replace(/^.*\n/, '');
    expect(late(undated, '2026-11-30T23:59:00Z').acting?.decision.decision).toBe('ask');
    expect(late(undated, '2026-12-01T00:01:00Z').acting?.decision.decision).toBe('suspend');
  });
});

describe('several messages of one delivery', () => {
  it('suspend the hosts at the highest threshold, at the time of its message, with every reason', () => {
    const { acting, notices } = evaluate(message(), message({ thresholdUsd: 50, amountUsd: 51 }), message());
    expect(acting).toMatchObject({ decision: { decision: 'suspend', multiple: 2 }, at: new Date(60_000) });
    expect(acting?.decision.why.split('\n')).toHaveLength(3);
    expect(notices).toEqual([]);
  });

  it('ask the owner only when none of them passes a threshold for certain', () => {
    const implausible = message({ thresholdUsd: 125, amountUsd: 31_415_926_535 });
    expect(evaluate(implausible, message())).toMatchObject({
      acting: { decision: { decision: 'suspend', multiple: 1.5 }, at: new Date(60_000) },
    });
    expect(evaluate(implausible, 'hello')).toMatchObject({ acting: { decision: { decision: 'ask' } } });
  });

  it('are notified together, in their order, beside the decision about the hosts', () => {
    const { acting, notices } = evaluate(message({ alertType: 'FORECASTED' }), message(), 'hello');
    expect(acting).toMatchObject({ decision: { multiple: 1.5 } });
    expect(notices.map(({ why }) => why).join('\n\n')).toMatch(
      /^AWS Budgets says that the FORECASTED .*\n\nThe budget's topic received .*\n\nhello$/,
    );
  });
});
