import { schema } from '../events/instance-interruption/schema.ts';
import example from '../events/instance-interruption/sample-spot.json' with { type: 'json' };
import { lifecycleEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createLifecycle, POLL_INTERVAL_SECONDS } from '../libs/lifecycle/index.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On news that AWS takes an instance back: ends it in its group while it can still let go, or says when it will be replaced. */
export const init: Init = (platform) => {
  const { prefetch, handleEvent } = createLifecycle(platform, readEnvironment(lifecycleEnvironment, platform.env));
  return {
    prefetch,
    pollIntervalSeconds: POLL_INTERVAL_SECONDS,
    invoke: async (event, run) => {
      const news = validate(schema, event, 'The event of instance-interruption', example);
      // A retirement waits for the night, which no look will bring nearer.
      return handleEvent(news, news.cause === 'retirement' ? { ...run, pollUntil: run.now } : run);
    },
  };
};

export const handler = await createHandler(init);
