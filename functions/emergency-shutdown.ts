import example from '../events/emergency-shutdown/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-shutdown/schema.ts';
import { suspendController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { toSuspendRequest } from '../libs/capacity/requests.ts';
import { selectHosts } from '../libs/hosts/directory.ts';
import { baseEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Invoked by an operator: stops the named hosts, or every host except those tagged `keep`. */
export const init: Init = (platform) => {
  const services = createServices(platform, readEnvironment(baseEnvironment, platform.env));
  const capacity = createCapacity(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { reason, hosts: names, dryRun } = validate(schema, event, 'The event of emergency-shutdown', example);
      const list = await services.directory.list();
      const hosts = selectHosts(list.hosts, names);
      const request = toSuspendRequest(names, run.now());
      const why = `Requested by a person for ${names ? names.join(', ') : 'every host that is not tagged to be kept'}: ${reason}`;
      const job = { hosts, request, unreachable: list.unreachable, why, cause: reason, alwaysNotify: true };
      return capacity.run(suspendController, job, { ...run, dryRun: dryRun ?? false });
    },
  };
};

export const handler = await createHandler(init);
