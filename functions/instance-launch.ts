import example from '../events/instance-launch/sample-launching.json' with { type: 'json' };
import { schema } from '../events/instance-launch/schema.ts';
import { lifecycleEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createLifecycle } from '../libs/lifecycle/index.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createLifecycleServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On an instance that waits in the launch hook: gives it the host's volume, address and DNS records. On a launch that failed: finds out why. */
export const init: Init = (platform) => {
  const services = createLifecycleServices(platform, readEnvironment(lifecycleEnvironment, platform.env));
  const { handleEvent } = createLifecycle(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => handleEvent(validate(schema, event, 'The event of instance-launch', example), run),
  };
};

export const handler = await createHandler(init);
