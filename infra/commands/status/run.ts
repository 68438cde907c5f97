import { setTimeout as sleep } from 'node:timers/promises';

import type * as z from 'zod/mini';

import { type Context, exitCodeOf } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import type { SharedInput } from '../cli/options.ts';
import { inEachRegion, readRegions } from '../cli/stage.ts';
import type { statusOutput } from '../schemas.ts';
import { readStatus } from './read.ts';

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

/** Shows the hosts of every region; once, or until the operator ends it. */
export const run = async (
  input: SharedInput & { readonly watch: boolean },
  context: Context<StatusOutput>,
): Promise<ExitCode> => {
  const regions = await readRegions(context.clients, input);
  if (input.watch) return watch(input, regions, context);
  const output = await readAll(input.stage, regions, context);
  context.show(output);
  return exitCodeOf(output.errors);
};
