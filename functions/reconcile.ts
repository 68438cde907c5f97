import example from '../events/reconcile/sample-status.json' with { type: 'json' };
import { schema } from '../events/reconcile/schema.ts';
import { lifecycleOf } from '../libs/aws/clients.ts';
import { createCapacity as capacity } from '../libs/capacity/index.ts';
import { lifecycleEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createLifecycle as host, POLL_INTERVAL_SECONDS } from '../libs/lifecycle/index.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Every minute: keeps each host as its state tag says, and alive. It waits for nothing but what it has begun itself, the next pass is near; a dry run is the fleet's status. */
export const init: Init = (platform) => {
  const config = readEnvironment(lifecycleEnvironment, platform.env);
  const autoScaling = lifecycleOf(platform);
  const { prefetch, list, reconcileCapacity, finish } = capacity(platform, config, autoScaling);
  const { reconcileLifecycle } = host(platform, config, autoScaling);
  return {
    prefetch,
    pollIntervalSeconds: POLL_INTERVAL_SECONDS,
    invoke: async (event, run) => {
      const { dryRun = false } = validate(schema, event, 'The event of reconcile', example);
      const { hosts, unreachable } = await list();
      const pass = { ...run, dryRun };
      // Neither throws: what one of them could not even look at is a report of its own, and the other goes on.
      const kept = await reconcileCapacity({ hosts, unreachable, deferRecent: true }, { ...pass, pollUntil: run.now });
      const alive = await reconcileLifecycle(hosts, hosts, {
        ...pass,
        pollUntil: (lastActionAt) => (lastActionAt ? run.pollUntil(lastActionAt) : run.now()),
      });
      return finish([kept, alive], {}, pass);
    },
  };
};

export const handler = await createHandler(init);
