import { schema } from '../events/budget-kill-switch/schema.ts';
import { billWish, operations } from '../libs/capacity/operations.ts';
import { budgetConfig, readConfig } from '../libs/config.ts';
import { judge } from '../libs/costs/plan.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** On the critical billing alarm: stops every host but those tagged `keep`, or says why it does not and what to type. */
export const start: Start = (platform) => {
  const config = readConfig(budgetConfig, platform.env);
  const { warmUp, fleet, suspend } = operations(platform, config);
  return {
    warmUp,
    invoke: async (event, run) => {
      const { time, resources, detail } = parse(schema, event, 'The event of budget-kill-switch');
      const isCriticalAlarm = resources.includes(config.CRITICAL_ALARM_ARN);
      const { state, previousState } = detail;
      const verdict = judge(
        { isCriticalAlarm, from: previousState.value, to: state.value, reasonData: state.reasonData },
        { criticalUsd: config.CRITICAL_USD, implausibleFactor: config.IMPLAUSIBLE_FACTOR },
      );
      if (verdict.decision === 'ignore' || verdict.decision === 'tell') return { reports: [], ignored: verdict.why };
      const { hosts, unseen } = await fleet();
      const wish = billWish(verdict, new Date(time));
      return suspend({ hosts, wish, unseen, why: verdict.why, mustTell: true }, run);
    },
  };
};

export const handler = await lambda(start);
