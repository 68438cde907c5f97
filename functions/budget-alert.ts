import { schema } from '../events/budget-alert/schema.ts';
import { billWish, operations } from '../libs/capacity/operations.ts';
import { noticeConfig, readConfig } from '../libs/config.ts';
import type { Verdict } from '../libs/costs/model.ts';
import { judgeNotice } from '../libs/costs/plan.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** The highest line that was passed decides; what only a person can judge comes after all that is certain. */
const rungOf = (verdict: Verdict): number => (verdict.decision === 'suspend' ? verdict.rung : 0);

/** On messages of AWS Budgets, each judged for itself: what was spent stops the hosts, what may be spent is told. */
export const start: Start = (platform) => {
  const config = readConfig(noticeConfig, platform.env);
  const { warmUp, fleet, suspend, say } = operations(platform, config);
  const own = { account: config.ACCOUNT, budgetName: config.CRITICAL_BUDGET };
  const limits = { criticalUsd: config.CRITICAL_USD, implausibleFactor: config.IMPLAUSIBLE_FACTOR };
  return {
    warmUp,
    invoke: async (event, run) => {
      const { Records } = parse(schema, event, 'The event of budget-alert');
      const judged = Records.map(({ Sns }) => ({
        at: new Date(Sns.Timestamp),
        verdict: judgeNotice(Sns.Message, own, limits),
      }));
      const acting = judged.flatMap(({ at, verdict }) =>
        verdict.decision === 'suspend' || verdict.decision === 'ask' ? [{ at, verdict }] : [],
      );
      const telling = judged.filter(({ verdict }) => verdict.decision === 'tell').map(({ verdict }) => verdict.why);

      const act = async () => {
        const [decisive] = acting.toSorted((a, b) => rungOf(b.verdict) - rungOf(a.verdict));
        if (!decisive) return { reports: [] };
        const { hosts, unseen } = await fleet();
        const why = acting.map(({ verdict }) => verdict.why).join('\n');
        const wish = billWish(decisive.verdict, decisive.at, true);
        return suspend({ hosts, wish, unseen, why, mustTell: true }, run);
      };
      const tellAll = async () => {
        if (telling.length > 0) await say('a message about the bill', telling.join('\n\n'));
      };
      // One that fails must not keep the other from being tried.
      const [told, acted] = await Promise.allSettled([tellAll(), act()]);
      if (acted.status === 'rejected') throw acted.reason;
      if (told.status === 'rejected') throw told.reason;
      return acted.value;
    },
  };
};

export const handler = await lambda(start);
