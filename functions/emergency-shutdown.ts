import example from '../events/emergency-shutdown/one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-shutdown/schema.ts';
import { operations } from '../libs/capacity/operations.ts';
import { baseConfig, readConfig } from '../libs/config.ts';
import { chooseHosts } from '../libs/fleet.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** By hand: stops the hosts that a person names, or every host but those tagged `keep`. */
export const start: Start = (platform) => {
  const { warmUp, fleet, suspend } = operations(platform, readConfig(baseConfig, platform.env));
  return {
    warmUp,
    invoke: async (event, run) => {
      const { reason, hosts: names, dryRun = false } = parse(schema, event, 'The event of emergency-shutdown', example);
      const { hosts, unseen } = await fleet();
      const chosen = chooseHosts(hosts, names);
      const wish = { intent: 'suspend', cause: 'operator', at: run.now(), spare: names === undefined } as const;
      const why = `A person stopped ${names ? names.join(', ') : 'every host that is not tagged to be kept'}: ${reason}`;
      return suspend({ hosts: chosen, wish, unseen, why, mustTell: true }, { ...run, dryRun });
    },
  };
};

export const handler = await lambda(start);
