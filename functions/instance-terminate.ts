import example from '../events/instance-terminate/sample-terminating.json' with { type: 'json' };
import { schema } from '../events/instance-terminate/schema.ts';
import { lifecycleEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createLifecycle } from '../libs/lifecycle/index.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createLifecycleServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On an instance that waits in the terminate hook: drains it and detaches its volume, and gives that to a waiting successor. */
export const init: Init = (platform) => {
  const services = createLifecycleServices(platform, readEnvironment(lifecycleEnvironment, platform.env));
  const { handleEvent } = createLifecycle(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => handleEvent(validate(schema, event, 'The event of instance-terminate', example), run),
  };
};

export const handler = await createHandler(init);
