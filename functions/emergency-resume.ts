import example from '../events/emergency-resume/one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-resume/schema.ts';
import { operations } from '../libs/capacity/operations.ts';
import { baseConfig, readConfig } from '../libs/config.ts';
import { chooseHosts } from '../libs/fleet.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';
import { parseSizes } from '../libs/state.ts';

/** By hand: brings the hosts that a person names, or every suspended one, back to their sizes. */
export const start: Start = (platform) => {
  const { warmUp, fleet, resume } = operations(platform, readConfig(baseConfig, platform.env));
  return {
    warmUp,
    invoke: async (event, run) => {
      const request = parse(schema, event, 'The event of emergency-resume', example);
      const { hosts, unseen } = await fleet();
      const chosen = chooseHosts(hosts, request.hosts).filter(
        ({ state }) => request.hosts !== undefined || state.intent !== 'running',
      );
      const sizes = request.sizes === undefined ? undefined : parseSizes(request.sizes);
      const { acceptUnguarded = false } = request;
      const wish = { intent: 'resume', acceptUnguarded, ...(sizes && { sizes }) } as const;
      const why = `A person brings back ${chosen.map(({ host }) => host).join(', ') || 'no host, as none is suspended'}: ${request.reason}`;
      return resume({ hosts: chosen, wish, unseen, why }, { ...run, dryRun: request.dryRun ?? false });
    },
  };
};

export const handler = await lambda(start);
