import { setTimeout as sleep } from 'node:timers/promises';

import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { type Context, createCommand, exitCodeOf } from './cli/command.ts';
import { CliError } from './cli/errors.ts';
import { suggestion } from './cli/nearest.ts';
import { flag, type SharedInput, sharedInput } from './cli/options.ts';
import { inEachRegion, listStageFunctions, readRegions, type RegionFailure } from './cli/stage.ts';
import { type IdentifiedLine, readLogs } from './logs/read.ts';
import { renderLogs } from './logs/render.ts';
import { parseSince } from './logs/since.ts';
import { logsOutput } from './schemas.ts';

/** The pause between two looks of --follow. */
const FOLLOW_MILLISECONDS = 2000;

type LogsOutput = z.output<typeof logsOutput>;

type LogsInput = SharedInput & { readonly function?: string | undefined };

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

/** `hostkeeper logs`: reads only. */
export const logs = () =>
  createCommand({
    name: 'logs',
    summary: 'show what the functions of the control plane logged',
    arguments: [new Argument('[function]', 'one function, such as reconcile; every function where none is named')],
    options: [
      new Option('--since <time>', 'from when on: 90s, 15m, 1h, 2d, or a time like 2026-11-14T12:00:00Z').default('1h'),
      new Option('--follow', 'go on printing new lines, until Ctrl-C'),
    ],
    examples: [
      ['logs', 'what all functions logged within the last hour'],
      ['logs reconcile --since 15m --follow', 'one function, and what it logs from now on'],
    ],
    input: z.extend(sharedInput, {
      function: z.optional(z.string()),
      since: z
        .string()
        .check(
          z.refine((text) => parseSince(text, new Date()) !== undefined, 'must be like 90s, 15m, 1h, 2d or 2026-11-14'),
        ),
      follow: flag,
    }),
    output: logsOutput,
    render: renderLogs('Nothing was logged in this time.'),
    run: async (input, context) => {
      const from = parseSince(input.since, new Date()) ?? new Date();
      const regions = await readRegions(context.clients, input);
      if (input.follow) return followLogs(input, context, regions, from);
      const { lines, errors } = await readAll(input, context, regions, from);
      context.show({ events: lines.map(({ line }) => line), errors });
      return exitCodeOf(errors);
    },
  });
