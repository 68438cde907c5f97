import { setTimeout as sleep } from 'node:timers/promises';

import { Option } from 'commander';
import * as z from 'zod/mini';

import { type Context, createCommand, exitCodeOf } from './cli/command.ts';
import { flag, type SharedInput, sharedInput } from './cli/options.ts';
import { inEachRegion, readRegions } from './cli/stage.ts';
import { statusOutput } from './schemas.ts';
import { readStatus } from './status/read.ts';
import { renderStatus } from './status/render.ts';

/** The pause between two looks of --watch. */
const WATCH_MILLISECONDS = 5000;

type StatusOutput = z.output<typeof statusOutput>;

const readAll = async (
  stage: string,
  regions: readonly string[],
  { clients }: Context<StatusOutput>,
): Promise<StatusOutput> => {
  const { values, errors } = await inEachRegion(regions, (region) => readStatus(clients, stage, region));
  return {
    stage,
    hosts: values.flatMap(({ hosts }) => hosts),
    errors: [...values.flatMap((value) => value.errors), ...errors],
  };
};

/** Shows the hosts again and again, until the operator ends it; on a terminal each table replaces the one before. */
const watch = async (
  { stage, json }: SharedInput,
  regions: readonly string[],
  context: Context<StatusOutput>,
): Promise<never> => {
  for (;;) {
    const output = await readAll(stage, regions, context);
    if (process.stdout.isTTY && !json) process.stdout.write('\u001B[2J\u001B[H');
    context.show(output);
    await sleep(WATCH_MILLISECONDS);
  }
};

/** `hostkeeper status`: reads only. */
export const status = () =>
  createCommand({
    name: 'status',
    summary: 'show each host: state, instance, volume, names, since when, and what it waits for',
    description:
      'The states are running, starting, idle (the group is scaled to none), stopping, stopped, resuming, and invalid ' +
      '(its state tag cannot be read). It changes nothing.',
    options: [new Option('--watch', 'show it again every 5 seconds, until Ctrl-C')],
    examples: [
      ['status', 'every host of the stage prod, in every region'],
      ['status --watch', 'the same, again and again'],
      ['status --json --region eu-central-1', 'one region, for a script (with npm run --silent)'],
    ],
    input: z.extend(sharedInput, { watch: flag }),
    output: statusOutput,
    render: renderStatus,
    run: async (input, context) => {
      const regions = await readRegions(context.clients, input);
      if (input.watch) return watch(input, regions, context);
      const output = await readAll(input.stage, regions, context);
      context.show(output);
      return exitCodeOf(output.errors);
    },
  });
