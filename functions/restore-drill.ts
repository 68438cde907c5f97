import example from '../events/restore-drill/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/restore-drill/schema.ts';
import { createDrills } from '../libs/drills/index.ts';
import { selectHosts } from '../libs/hosts/directory.ts';
import { drillEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createDrillServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Once a day, and by hand: rehearses the restore of the hosts that are due, or of those that are named. */
export const init: Init = (platform) => {
  const services = createDrillServices(platform, readEnvironment(drillEnvironment, platform.env));
  const drills = createDrills(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const input = validate(schema, event, 'The event of restore-drill', example);
      if (input.scheduled && !services.drills.isScheduled) return { results: [] };
      const { hosts: all } = await services.directory.list();
      if (input.scheduled) return drills.run({ hosts: all, all, due: 'schedule' }, run);
      const hosts = selectHosts(all, input.hosts);
      const why = `Requested by a person for ${hosts.map(({ host }) => host).join(', ')}: ${input.reason}`;
      return drills.run({ hosts, all, due: run.now(), why }, { ...run, dryRun: input.dryRun ?? false });
    },
  };
};

export const handler = await createHandler(init);
