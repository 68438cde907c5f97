import { setTimeout as sleep } from 'node:timers/promises';

import type * as z from 'zod/mini';

import { type Context, exitCodeOf } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { suggestion } from '../cli/nearest.ts';
import type { SharedInput } from '../cli/options.ts';
import { inEachRegion, listStageFunctions, readRegions, type RegionFailure } from '../cli/stage.ts';
import type { logsOutput } from '../schemas.ts';
import { type IdentifiedLine, readLogs } from './read.ts';
import { parseSince } from './since.ts';

/** The pause between two looks of --follow. */
const FOLLOW_MILLISECONDS = 2000;

type LogsOutput = z.output<typeof logsOutput>;

type LogsInput = SharedInput & {
  readonly function?: string | undefined;
  readonly since: string;
  readonly follow: boolean;
};

/** The functions whose logs are meant. */
const chooseFunctions = (existing: readonly string[], typed: string | undefined): readonly string[] => {
  if (typed === undefined) return existing;
  if (existing.includes(typed)) return [typed];
  throw new CliError(
    `There is no function named ${typed}.${suggestion(typed, existing)} There are ${existing.join(', ')}.`,
  );
};

const readRegion = async (
  { stage, function: typed }: LogsInput,
  { clients }: Context<LogsOutput>,
  region: string,
  from: Date,
): Promise<readonly IdentifiedLine[]> => {
  const names = chooseFunctions(await listStageFunctions(clients, stage, region), typed);
  const { logs } = clients(region);
  const lines = await Promise.all(names.map((functionName) => readLogs(logs, { stage, region, functionName, from })));
  return lines.flat();
};

/** The lines of all regions, in the order of their times. */
const readAll = async (
  input: LogsInput,
  context: Context<LogsOutput>,
  regions: readonly string[],
  from: Date,
): Promise<{ readonly lines: readonly IdentifiedLine[]; readonly errors: RegionFailure[] }> => {
  const { values, errors } = await inEachRegion(regions, (region) => readRegion(input, context, region, from));
  return { lines: values.flat().toSorted((a, b) => a.line.at.localeCompare(b.line.at)), errors: [...errors] };
};

/** Prints new lines until the operator ends it. A line may become visible late, so the last ones are read again. */
const followLogs = async (
  input: LogsInput,
  context: Context<LogsOutput>,
  regions: readonly string[],
  from: Date,
): Promise<never> => {
  const seen = new Set<string>();
  for (;;) {
    const { lines, errors } = await readAll(input, context, regions, from);
    const events = lines.filter(({ id }) => !seen.has(id)).map(({ line }) => line);
    for (const { id } of lines) seen.add(id);
    if (events.length > 0 || errors.length > 0) context.show({ events, errors });
    await sleep(FOLLOW_MILLISECONDS);
  }
};

/** Prints the lines of every region; once, or until the operator ends it. */
export const run = async (input: LogsInput, context: Context<LogsOutput>): Promise<ExitCode> => {
  const now = new Date();
  const from = parseSince(input.since, now) ?? now;
  const regions = await readRegions(context.clients, input);
  if (input.follow) return followLogs(input, context, regions, from);
  const { lines, errors } = await readAll(input, context, regions, from);
  context.show({ events: lines.map(({ line }) => line), errors });
  return exitCodeOf(errors);
};
