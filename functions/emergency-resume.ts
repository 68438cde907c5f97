import example from '../events/emergency-resume/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-resume/schema.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { baseEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { selectHosts } from '../libs/hosts/directory.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { validate } from '../libs/runtime/validate.ts';
import { parseSizes } from '../libs/aws/sizes.ts';

/** By hand: brings the hosts that a person names, or every suspended one, back to their sizes. */
export const init: Init = (platform) => {
  const { prefetch, list, resume } = createCapacity(platform, readEnvironment(baseEnvironment, platform.env));
  return {
    prefetch,
    invoke: async (event, run) => {
      const input = validate(schema, event, 'The event of emergency-resume', example);
      const { hosts, unreachable } = await list();
      const chosen = selectHosts(hosts, input.hosts).filter(
        ({ state }) => input.hosts !== undefined || state.intent !== 'running',
      );
      const sizes = input.sizes === undefined ? undefined : parseSizes(input.sizes);
      const { acceptUnguarded = false } = input;
      const request = { intent: 'resume', acceptUnguarded, ...(sizes && { sizes }) } as const;
      const why = `Requested by a person for ${chosen.map(({ host }) => host).join(', ') || 'no host, as none is suspended'}: ${input.reason}`;
      return resume(
        { hosts: chosen, request, unreachable, why, cause: input.reason },
        { ...run, dryRun: input.dryRun ?? false },
      );
    },
  };
};

export const handler = await createHandler(init);
