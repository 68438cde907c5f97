import type { Command } from 'commander';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

import { UsageError } from './errors.ts';

z.config(en());

/** `dryRun` as it is typed: `--dry-run`; an argument, which has no dashes, as its help names it. */
const typedName = (command: Command, key: string): string => {
  const option = command.options.find((one) => one.attributeName() === key);
  return option?.long ?? `<${key}>`;
};

/** What was typed, arguments and options by their names, read by a schema. Throws a UsageError that names each that is wrong. */
export const readInput = <I>(command: Command, schema: z.ZodMiniType<I>, help: string): I => {
  const values = command.processedArgs;
  const typed = Object.fromEntries(
    command.registeredArguments.map((argument, index): [string, unknown] => [argument.name(), values[index]]),
  );
  const result = z.safeParse(schema, { ...typed, ...command.opts() });
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path: [key], message }) => `${typedName(command, String(key))} ${message}`,
  );
  throw new UsageError(`${problems.join('; ')}. See ${help}.`);
};
