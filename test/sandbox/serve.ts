import { setTimeout as sleep } from 'node:timers/promises';

import { Option } from 'commander';
import * as z from 'zod/mini';

import { readScript } from '../../infra/commands/cli/script.ts';
import { given } from '../support/given.ts';
import { listen, type Listener } from '../aws/http/listener.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import type { World } from '../aws/world.ts';
import { CONCURRENCY, healthyHosts, isUsageError, UsageError } from './hosts.ts';
import { createNarrator } from './narrator.ts';

const USAGE = 'usage: npm run sandbox -- --serve [--port 4566] [--speed 1] [--hosts 2]';

/** The error of a server whose port another program has. */
const portInUse = z.object({ code: z.literal('EADDRINUSE'), port: z.number() });

/** Real time between two advances of the clock. */
const TICK_MILLISECONDS = 50;

/** Serves the simulated AWS over HTTP. */
export const listenForAws = ({ respond }: World, port = 0): Promise<Listener> => listen(respond, port);

/** Lets the time of a world run until the signal: `speed` seconds of it in each real second. */
export const runClock = async (
  { clock }: World,
  speed: number,
  signal: AbortSignal,
  afterTick: () => void = () => {},
): Promise<void> => {
  while (!signal.aborted) {
    await sleep(TICK_MILLISECONDS);
    await clock.advance(TICK_MILLISECONDS * speed);
    afterTick();
  }
};

const numberOf = (option: string, text: string, max: number): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= max)) {
    throw new UsageError(`--${option} "${text}" must be a number from 0 to ${max}`);
  }
  return value;
};

const greeting = (
  port: number,
  speed: number,
): string => `The sandbox listens on http://127.0.0.1:${port}. A second lasts ${speed} s there. Ctrl-C stops it.
In another shell:

  export AWS_ACCESS_KEY_ID=owner AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
  export AWS_ENDPOINT_URL=http://127.0.0.1:${port}
  aws autoscaling describe-auto-scaling-groups
  aws cloudwatch put-metric-data --namespace AWS/Billing --metric-name EstimatedCharges --value 27.13

The last command sets the month's charges. The owner may do that here in the place of AWS.
`;

/** What is typed after `--serve`. */
interface ServeOptions {
  readonly port: number;
  readonly speed: number;
  readonly hosts: ReturnType<typeof healthyHosts>;
}

const readOptions = (args: readonly string[]): ServeOptions => {
  const { port, speed, hosts } = readScript(
    {
      name: 'sandbox -- --serve',
      summary: 'A simulated AWS that stays up, and lets time run.',
      options: [
        new Option('--port <number>', 'the port on which it listens; 0 for any').default('4566'),
        new Option('--speed <factor>', 'how many seconds pass in one second').default('1'),
        new Option('--hosts <count>', 'how many hosts it has').default('2'),
      ],
      input: z.object({ port: z.string(), speed: z.string(), hosts: z.string() }),
    },
    args,
  );
  return {
    port: numberOf('port', port, 65_535),
    speed: numberOf('speed', speed, 3600),
    hosts: healthyHosts(hosts),
  };
};

/** Creates the world that is served, and lets its time run until the process ends. */
const run = async ({ speed, hosts }: ServeOptions, port: number, onWorld: (world: World) => void): Promise<void> => {
  packageStack();
  const functions = packagedFunctions();
  try {
    // It begins now, so that "within the last hour" means the same inside and outside.
    const start = new Date().toISOString();
    const { world } = await given(hosts, { load: functions.load, concurrency: CONCURRENCY, start });
    // The alarm needs a figure below its threshold before it can pass it.
    world.charge(2.1);
    const { printChanges } = createNarrator(world, { print: (line) => console.info(line), verbose: true });
    onWorld(world);
    console.info(greeting(port, speed));
    await runClock(world, speed, new AbortController().signal, printChanges);
  } finally {
    functions.close();
  }
};

/** Serves a simulated AWS whose clock runs, until the process ends. */
export const main = async (args: string[]): Promise<void> => {
  try {
    const options = readOptions(args);
    const { promise: created, resolve: onWorld } = Promise.withResolvers<World>();
    // The port comes first: that another program has it is better said before the functions are packaged.
    const listener = await listen(async (request) => (await created).respond(request), options.port);
    try {
      await run(options, listener.port, onWorld);
    } finally {
      listener.close();
    }
  } catch (error) {
    const { success: isInUse, data: taken } = portInUse.safeParse(error);
    if (isInUse) {
      console.error(`Port ${taken.port} is in use: choose another with --port, or --port 0 for any that is free.`);
      process.exitCode = 1;
    } else if (isUsageError(error)) {
      console.error(`${error.message}\n${USAGE}`);
      process.exitCode = 2;
    } else throw error;
  }
};
