import { schema } from '../events/interruption/schema.ts';
import example from '../events/interruption/spot.json' with { type: 'json' };
import { hostConfig, readConfig } from '../libs/config.ts';
import { operations, PAUSE_SECONDS } from '../libs/host/operations.ts';
import { lambda, type Start } from '../libs/lambda.ts';
import { parse } from '../libs/parse.ts';

/** On news that AWS takes an instance back: ends it in its group while it can still let go, or says when it will be replaced. */
export const start: Start = (platform) => {
  const { warmUp, answer } = operations(platform, readConfig(hostConfig, platform.env));
  return {
    warmUp,
    pauseSeconds: PAUSE_SECONDS,
    invoke: async (event, run) => {
      const news = parse(schema, event, 'The event of interruption', example);
      // A retirement waits for the night, which no look will bring nearer.
      return answer(news, news.cause === 'retirement' ? { ...run, patience: run.now } : run);
    },
  };
};

export const handler = await lambda(start);
