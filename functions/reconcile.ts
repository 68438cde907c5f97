import example from '../events/reconcile/status.json' with { type: 'json' };
import { schema } from '../events/reconcile/schema.ts';
import { lifecycleOf } from '../libs/aws/clients.ts';
import { operations as capacity } from '../libs/capacity/operations.ts';
import { hostConfig, readConfig } from '../libs/config.ts';
import { operations as host, PAUSE_SECONDS } from '../libs/host/operations.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** Every minute: keeps each host as its state tag says, and alive. It waits for nothing but what it has begun itself, the next pass is near; a dry run is the fleet's status. */
export const start: Start = (platform) => {
  const config = readConfig(hostConfig, platform.env);
  const autoScaling = lifecycleOf(platform);
  const { warmUp, fleet, suspending, end } = capacity(platform, config, autoScaling);
  const { living } = host(platform, config, autoScaling);
  return {
    warmUp,
    pauseSeconds: PAUSE_SECONDS,
    invoke: async (event, run) => {
      const { dryRun = false } = parse(schema, event, 'The event of reconcile', example);
      const { hosts, unseen } = await fleet();
      const pass = { ...run, dryRun };
      // Neither throws: what one of them could not even look at is a report of its own, and the other goes on.
      const kept = await suspending({ hosts, unseen, leavesNewsToOthers: true }, { ...pass, patience: run.now });
      const alive = await living(hosts, hosts, {
        ...pass,
        patience: (lastDeed) => (lastDeed ? run.patience(lastDeed) : run.now()),
      });
      return end([kept, alive], { why: 'The minutely look at the fleet found this.' }, pass);
    },
  };
};

export const handler = await lambda(start);
