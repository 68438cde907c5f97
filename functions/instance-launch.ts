import example from '../events/instance-launch/launching.json' with { type: 'json' };
import { schema } from '../events/instance-launch/schema.ts';
import { hostConfig, readConfig } from '../libs/config.ts';
import { operations, PAUSE_SECONDS } from '../libs/host/operations.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** On an instance that its group holds while it launches: gives the host its volume, its address and its names. */
export const start: Start = (platform) => {
  const { warmUp, answer } = operations(platform, readConfig(hostConfig, platform.env));
  return {
    warmUp,
    pauseSeconds: PAUSE_SECONDS,
    invoke: async (event, run) => answer(parse(schema, event, 'The event of instance-launch', example), run),
  };
};

export const handler = await lambda(start);
