import type * as z from 'zod/mini';

import { lastDrill } from '../../../libs/hosts/drill-record.ts';
import { defaultReason } from '../capacity/operator.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { findHost } from '../cli/hosts.ts';
import { invokeFunction } from '../cli/invoke.ts';
import type { SharedInput } from '../cli/options.ts';
import type { drillOutput } from '../schemas.ts';

/** What was typed. */
type Input = SharedInput & { readonly host: string; readonly reason?: string | undefined };

/** Rehearses the restore of a host, and reads from its tag how that ended. */
export const run = async (
  input: Input,
  { clients, note, show }: Context<z.output<typeof drillOutput>>,
): Promise<ExitCode> => {
  const { stage, dryRun } = input;
  const found = await findHost(clients, input);
  const { host, region, group } = found;
  if (!dryRun) note(`The restore of ${host} is being rehearsed, which takes some minutes ...`);
  const payload = { reason: input.reason ?? defaultReason('drill'), hosts: [host], ...(dryRun && { dryRun }) };
  const [result] = await invokeFunction(clients, { stage, region, name: 'restore-drill', payload });
  const drilled = dryRun ? undefined : lastDrill(await findHost(clients, input));
  // One of before says nothing about this request.
  const isOwn = drilled !== undefined && drilled.at.getTime() !== lastDrill(found)?.at.getTime();
  show({
    stage,
    dryRun,
    host,
    region,
    group,
    status: result?.status ?? 'failed',
    reason: result?.reason ?? 'the function has answered nothing of it',
    ...(result?.actions && { actions: result.actions }),
    ...(isOwn && { drill: { ...drilled, at: drilled.at.toISOString() } }),
  });
  const isGood = dryRun ? result?.status === 'planned' : isOwn && drilled.result === 'passed';
  return isGood ? EXIT_CODES.done : EXIT_CODES.failed;
};
