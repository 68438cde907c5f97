import example from '../events/reconcile/status.json' with { type: 'json' };
import { schema } from '../events/reconcile/schema.ts';
import { operations, targetsOf } from '../libs/capacity/operations.ts';
import { baseConfig, readConfig } from '../libs/config.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** Every minute: keeps each host as its state tag says. It never waits, the next pass is near; a dry run is the fleet's status. */
export const start: Start = (platform) => {
  const { fleet, suspend } = operations(platform, readConfig(baseConfig, platform.env));
  return {
    warmUp: fleet,
    invoke: async (event, run) => {
      const { dryRun = false } = parse(schema, event, 'The event of reconcile', example);
      const { hosts, unseen } = await fleet();
      const why = 'The minutely look at the fleet found this.';
      const job = { targets: targetsOf(hosts), unseen, why, leavesNewsToOthers: true };
      return suspend(job, { ...run, dryRun, patience: run.now() });
    },
  };
};

export const handler = await lambda(start);
