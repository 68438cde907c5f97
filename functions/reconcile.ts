import example from '../events/reconcile/sample-status.json' with { type: 'json' };
import { schema } from '../events/reconcile/schema.ts';
import { reconcileController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { createLifecycle } from '../libs/lifecycle/index.ts';
import { lifecycleEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { withoutUnrecordable } from '../libs/notifications/unrecordable.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createLifecycleServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Every minute: keeps each host as its state tag says, and repairs it. A dry run is the status of all hosts. */
export const init: Init = (platform) => {
  const services = createLifecycleServices(platform, readEnvironment(lifecycleEnvironment, platform.env));
  const capacity = createCapacity(services);
  const lifecycle = createLifecycle(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { dryRun = false } = validate(schema, event, 'The event of reconcile', example);
      const { hosts, unreachable } = await services.directory.list();
      const pass = { ...run, dryRun };
      // Neither throws: when one cannot observe its hosts, its results say so, and the other continues.
      const capacityRun = await capacity.reconcile(
        reconcileController,
        { hosts, unreachable, deferRecent: true },
        pass,
      );
      const lifecycleRun = await lifecycle.reconcile(hosts, pass);
      return services.finishRun([capacityRun, lifecycleRun], { selectNews: withoutUnrecordable }, pass);
    },
  };
};

export const handler = await createHandler(init);
