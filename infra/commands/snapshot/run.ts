import { KEPT_BY_RETENTION } from '../../../libs/hosts/snapshot.ts';
import type { CapacityOutput } from '../capacity/change.ts';
import { defaultReason, operatorName } from '../capacity/operator.ts';
import { type Context, exitCodeOf } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { findHosts, readStageHosts } from '../cli/hosts.ts';
import { invokeFunction } from '../cli/invoke.ts';
import type { SharedInput } from '../cli/options.ts';
import { inEachRegion, readRegions } from '../cli/stage.ts';

/** What was typed. */
type Input = SharedInput & {
  readonly host: readonly string[];
  readonly reason?: string | undefined;
  readonly retention: boolean;
};

/** Takes snapshots of the named hosts, or of all, each in its region. */
export const run = async (input: Input, { clients, confirm, show }: Context<CapacityOutput>): Promise<ExitCode> => {
  const { stage, dryRun, host: names, reason = defaultReason('snapshot'), retention } = input;
  const read = await readStageHosts(clients, stage, await readRegions(clients, input));
  const hosts = names.length === 0 ? read.hosts : findHosts(read, names, stage);
  if (names.length === 0 && hosts.length > 0 && !dryRun)
    await confirm(`Take a snapshot of ${hosts.map(({ host }) => host).join(', ')}?`);
  const keep = retention ? KEPT_BY_RETENTION : operatorName();
  const byRegion = Map.groupBy(hosts, ({ region }) => region);
  const { values, errors } = await inEachRegion([...byRegion.keys()], async (region) => {
    const here = (byRegion.get(region) ?? []).map(({ host }) => host);
    const payload = { reason, hosts: here, keep, ...(dryRun && { dryRun }) };
    const results = await invokeFunction(clients, { stage, region, name: 'snapshot', payload });
    return results.map((result) => Object.assign(result, { region }));
  });
  const results = values.flat();
  const unread = names.length === 0 ? read.errors : [];
  show({ stage, dryRun, results, errors: [...errors, ...unread] });
  return exitCodeOf([
    ...errors,
    ...unread,
    ...results.filter(({ status }) => status !== 'converged' && status !== 'planned'),
  ]);
};
