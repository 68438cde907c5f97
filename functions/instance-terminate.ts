import example from '../events/instance-terminate/terminating.json' with { type: 'json' };
import { schema } from '../events/instance-terminate/schema.ts';
import { hostConfig, readConfig } from '../libs/config.ts';
import { operations, PAUSE_SECONDS } from '../libs/host/operations.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** On an instance that its group holds before its end: has it let go of what the host keeps, and helps up who waits for that. */
export const start: Start = (platform) => {
  const { warmUp, answer } = operations(platform, readConfig(hostConfig, platform.env));
  return {
    warmUp,
    pauseSeconds: PAUSE_SECONDS,
    invoke: async (event, run) => answer(parse(schema, event, 'The event of instance-terminate', example), run),
  };
};

export const handler = await lambda(start);
