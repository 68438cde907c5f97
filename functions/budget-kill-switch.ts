import { schema } from '../events/budget-kill-switch/schema.ts';
import { suspendController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { toRequest } from '../libs/capacity/requests.ts';
import { alarmEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { evaluateAlarm } from '../libs/budget/evaluate.ts';
import { centsOf } from '../libs/hosts/money.ts';
import { createEndDrills } from '../libs/drills/end.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createBudgetServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On the critical billing alarm: stops every host except those tagged `keep`, or notifies why it does not and which command does. */
export const init: Init = (platform) => {
  const config = readEnvironment(alarmEnvironment, platform.env);
  const services = createBudgetServices(platform, config);
  const capacity = createCapacity(services);
  const drills = createEndDrills(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { time, resources, detail } = validate(schema, event, 'The event of budget-kill-switch');
      const at = new Date(time);
      const isCriticalAlarm = resources.includes(config.CRITICAL_ALARM_ARN);
      const { state, previousState } = detail;
      const decision = evaluateAlarm(
        { isCriticalAlarm, from: previousState.value, to: state.value, at, reasonData: state.reasonData },
        { criticalCents: centsOf(config.CRITICAL_USD), implausibleFactor: config.IMPLAUSIBLE_FACTOR },
        run.now(),
      );
      if (decision.decision === 'ignore') return { results: [], ignored: decision.why };
      const stopHosts = async () => {
        const { hosts, unreachable } = await services.directory.list();
        const request = toRequest(decision, at);
        const { why, cause } = decision;
        return capacity.run(suspendController, { hosts, request, unreachable, why, cause, alwaysNotify: true }, run);
      };
      const endDrills = async () => {
        if (decision.decision === 'suspend') await drills.endAll(run);
      };
      const [stopped] = await Promise.allSettled([stopHosts(), endDrills()]);
      if (stopped.status === 'rejected') throw stopped.reason;
      return stopped.value;
    },
  };
};

export const handler = await createHandler(init);
