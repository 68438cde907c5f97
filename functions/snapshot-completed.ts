import example from '../events/snapshot-completed/sample-succeeded.json' with { type: 'json' };
import { schema } from '../events/snapshot-completed/schema.ts';
import { readEnvironment, snapshotEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createSnapshotServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';
import { createSnapshotKeeping } from '../libs/snapshots/index.ts';

/** When a snapshot has ended: looks into it and copies it, or notifies that it failed. Those of others are ignored. */
export const init: Init = (platform) => {
  const services = createSnapshotServices(platform, readEnvironment(snapshotEnvironment, platform.env));
  const { handleEnd } = createSnapshotKeeping(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { snapshotIds } = validate(schema, event, 'The event of snapshot-completed', example);
      return handleEnd(snapshotIds, run);
    },
  };
};

export const handler = await createHandler(init);
