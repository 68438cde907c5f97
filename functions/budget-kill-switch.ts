import { schema } from '../events/budget-kill-switch/schema.ts';
import { toRequest, createCapacity } from '../libs/capacity/index.ts';
import { alarmEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { evaluateAlarm } from '../libs/budget/evaluate.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On the critical billing alarm: stops every host but those tagged `keep`, or says why it does not and what to type. */
export const init: Init = (platform) => {
  const config = readEnvironment(alarmEnvironment, platform.env);
  const { prefetch, list, suspend } = createCapacity(platform, config);
  return {
    prefetch,
    invoke: async (event, run) => {
      const { time, resources, detail } = validate(schema, event, 'The event of budget-kill-switch');
      const isCriticalAlarm = resources.includes(config.CRITICAL_ALARM_ARN);
      const { state, previousState } = detail;
      const verdict = evaluateAlarm(
        { isCriticalAlarm, from: previousState.value, to: state.value, reasonData: state.reasonData },
        { criticalUsd: config.CRITICAL_USD, implausibleFactor: config.IMPLAUSIBLE_FACTOR },
      );
      if (verdict.decision === 'ignore' || verdict.decision === 'tell') return { results: [], ignored: verdict.why };
      const { hosts, unreachable } = await list();
      const request = toRequest(verdict, new Date(time));
      return suspend({ hosts, request, unreachable, why: verdict.why, cause: verdict.cause, alwaysNotify: true }, run);
    },
  };
};

export const handler = await createHandler(init);
