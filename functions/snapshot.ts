import example from '../events/snapshot/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/snapshot/schema.ts';
import { readEnvironment, snapshotEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createQuiesce, createSnapshotServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';
import { createSnapshotKeeping } from '../libs/snapshots/index.ts';

/**
 * In the hours after the time of the snapshot: takes that of each host, and looks into, copies and expires those there are.
 * Invoked by an operator: takes one of the named hosts now.
 */
export const init: Init = (platform) => {
  const environment = readEnvironment(snapshotEnvironment, platform.env);
  const services = createSnapshotServices(platform, environment);
  const quiesce = createQuiesce(platform, environment, services);
  const { takeNightly, takeRequested } = createSnapshotKeeping({ ...services, quiesce });
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const input = validate(schema, event, 'The event of snapshot', example);
      const planned = { ...run, dryRun: input.dryRun ?? false };
      return input.schedule === undefined ? takeRequested(input, planned) : takeNightly(planned);
    },
  };
};

export const handler = await createHandler(init);
