import { setTimeout as sleep } from 'node:timers/promises';

import type * as z from 'zod/mini';

import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { findHost } from '../cli/hosts.ts';
import type { SharedInput } from '../cli/options.ts';
import type { unenrollOutput } from '../schemas.ts';
import { unenroll } from './unenroll.ts';

/** Takes a host out of its stage. */
export const run = async (
  input: SharedInput & { readonly host: string },
  { clients, confirm, note, show }: Context<z.output<typeof unenrollOutput>>,
): Promise<ExitCode> => {
  const { host: name, stage, dryRun } = input;
  const host = await findHost(clients, input);
  const { region, group } = host;
  if (!dryRun) await confirm(`Take ${name} (group ${group} in ${region}) out of the stage ${stage}?`);
  const removed = await unenroll(clients(region).autoScaling, host, { dryRun, note, sleep });
  show({ dryRun, host: name, region, group, ...removed });
  return EXIT_CODES.done;
};
