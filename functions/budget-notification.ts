import { schema } from '../events/budget-notification/schema.ts';
import { evaluateNotifications } from '../libs/budget/evaluate.ts';
import { renderNotices } from '../libs/budget/notification.ts';
import { suspendController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { toRequest } from '../libs/capacity/requests.ts';
import { budgetEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { centsOf } from '../libs/hosts/money.ts';
import { createEndDrills } from '../libs/drills/end.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createBudgetServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On messages of AWS Budgets: suspends the hosts, or notifies the owner of what the messages say. */
export const init: Init = (platform) => {
  const config = readEnvironment(budgetEnvironment, platform.env);
  const services = createBudgetServices(platform, config);
  const capacity = createCapacity(services);
  const drills = createEndDrills(services);
  const own = { account: config.ACCOUNT, budgetName: config.CRITICAL_BUDGET };
  const limits = { criticalCents: centsOf(config.CRITICAL_USD), implausibleFactor: config.IMPLAUSIBLE_FACTOR };
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { Records } = validate(schema, event, 'The event of budget-notification');
      const records = Records.map(({ Sns }) => ({ text: Sns.Message, publishedAt: new Date(Sns.Timestamp) }));
      const { acting, notices } = evaluateNotifications(records, own, limits, run.now());

      const suspendHosts = async () => {
        if (!acting) return { results: [] };
        const { hosts, unreachable } = await services.directory.list();
        const request = toRequest(acting.decision, acting.at, true);
        const { why, cause } = acting.decision;
        const job = { hosts, request, unreachable, why, cause, alwaysNotify: true };
        return capacity.run(suspendController, job, run);
      };
      const endDrills = async () => {
        if (acting?.decision.decision === 'suspend') await drills.endAll(run);
      };
      const notifyOwner = async () => {
        if (notices.length === 0) return;
        await capacity.say(renderNotices(notices));
      };
      // A failure of one must not keep the other from being tried.
      const [notified, suspended] = await Promise.allSettled([notifyOwner(), suspendHosts(), endDrills()]);
      if (suspended.status === 'rejected') throw suspended.reason;
      if (notified.status === 'rejected') throw notified.reason;
      return suspended.value;
    },
  };
};

export const handler = await createHandler(init);
