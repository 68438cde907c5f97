import example from '../events/emergency-shutdown/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-shutdown/schema.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { baseEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { selectHosts } from '../libs/hosts/directory.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { validate } from '../libs/runtime/validate.ts';

/** By hand: stops the hosts that a person names, or every host but those tagged `keep`. */
export const init: Init = (platform) => {
  const { prefetch, list, suspend } = createCapacity(platform, readEnvironment(baseEnvironment, platform.env));
  return {
    prefetch,
    invoke: async (event, run) => {
      const {
        reason,
        hosts: names,
        dryRun = false,
      } = validate(schema, event, 'The event of emergency-shutdown', example);
      const { hosts, unreachable } = await list();
      const chosen = selectHosts(hosts, names);
      const request = {
        intent: 'suspend',
        cause: 'operator',
        at: run.now(),
        honorKeepTag: names === undefined,
      } as const;
      const why = `Requested by a person for ${names ? names.join(', ') : 'every host that is not tagged to be kept'}: ${reason}`;
      return suspend(
        { hosts: chosen, request, unreachable, why, cause: reason, alwaysNotify: true },
        { ...run, dryRun },
      );
    },
  };
};

export const handler = await createHandler(init);
