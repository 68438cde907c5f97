import { schema } from '../events/instance-interruption/schema.ts';
import example from '../events/instance-interruption/sample-spot.json' with { type: 'json' };
import { lifecycleEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createLifecycle } from '../libs/lifecycle/index.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createLifecycleServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** On notice that AWS takes an instance back: terminates it while it can still unmount its volume, or notifies when it will be replaced. */
export const init: Init = (platform) => {
  const services = createLifecycleServices(platform, readEnvironment(lifecycleEnvironment, platform.env));
  const { handleEvent } = createLifecycle(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) =>
      handleEvent(validate(schema, event, 'The event of instance-interruption', example), run),
  };
};

export const handler = await createHandler(init);
