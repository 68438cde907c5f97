import { schema } from '../events/budget-notification/schema.ts';
import { toRequest, createCapacity } from '../libs/capacity/index.ts';
import { budgetEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import type { Decision } from '../libs/budget/decision.ts';
import { evaluateMessage } from '../libs/budget/evaluate.ts';
import { renderNotices } from '../libs/budget/notification.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { validate } from '../libs/runtime/validate.ts';

/** The highest line that was passed decides; what only a person can judge comes after all that is certain. */
const multipleOf = (verdict: Decision): number => (verdict.decision === 'suspend' ? verdict.multiple : 0);

/** On messages of AWS Budgets, each judged for itself: what was spent stops the hosts, what may be spent is told. */
export const init: Init = (platform) => {
  const config = readEnvironment(budgetEnvironment, platform.env);
  const { prefetch, list, suspend, say } = createCapacity(platform, config);
  const own = { account: config.ACCOUNT, budgetName: config.CRITICAL_BUDGET };
  const limits = { criticalUsd: config.CRITICAL_USD, implausibleFactor: config.IMPLAUSIBLE_FACTOR };
  return {
    prefetch,
    invoke: async (event, run) => {
      const { Records } = validate(schema, event, 'The event of budget-notification');
      const evaluated = Records.map(({ Sns }) => ({
        at: new Date(Sns.Timestamp),
        verdict: evaluateMessage(Sns.Message, own, limits),
      }));
      const acting = evaluated.flatMap(({ at, verdict }) =>
        verdict.decision === 'suspend' || verdict.decision === 'ask' ? [{ at, verdict }] : [],
      );
      const notices = evaluated.flatMap(({ verdict }) => (verdict.decision === 'tell' ? [verdict] : []));

      const act = async () => {
        const [decisive] = acting.toSorted((a, b) => multipleOf(b.verdict) - multipleOf(a.verdict));
        if (!decisive) return { results: [] };
        const { hosts, unreachable } = await list();
        const why = acting.map(({ verdict }) => verdict.why).join('\n');
        const request = toRequest(decisive.verdict, decisive.at, true);
        const { cause } = decisive.verdict;
        return suspend({ hosts, request, unreachable, why, cause, alwaysNotify: true }, run);
      };
      const notifyAll = async () => {
        if (notices.length === 0) return;
        const { about, body } = renderNotices(notices);
        await say(about, body);
      };
      // One that fails must not keep the other from being tried.
      const [told, acted] = await Promise.allSettled([notifyAll(), act()]);
      if (acted.status === 'rejected') throw acted.reason;
      if (told.status === 'rejected') throw told.reason;
      return acted.value;
    },
  };
};

export const handler = await createHandler(init);
