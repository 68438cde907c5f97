import example from '../events/restore/sample-latest.json' with { type: 'json' };
import { schema } from '../events/restore/schema.ts';
import { createRestore } from '../libs/restore/index.ts';
import { readEnvironment, restoreEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createRestoreServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Invoked by an operator: begins to bring the data of a host back from a snapshot. Every pass of reconcile goes on. */
export const init: Init = (platform) => {
  const services = createRestoreServices(platform, readEnvironment(restoreEnvironment, platform.env));
  const restore = createRestore(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { dryRun, ...request } = validate(schema, event, 'The event of restore', example);
      return restore.run(request, { ...run, dryRun });
    },
  };
};

export const handler = await createHandler(init);
