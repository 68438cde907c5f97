import type * as z from 'zod/mini';

import { PRICES } from '../../prices/price-file.ts';
import { type Context, exitCodeOf } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { suggestion } from '../cli/nearest.ts';
import type { SharedInput } from '../cli/options.ts';
import { inEachRegion, readRegions } from '../cli/stage.ts';
import type { snapshotsOutput } from '../schemas.ts';
import { type ListedSnapshot, readRegion } from './read.ts';

/** What the snapshots cost a month at most, in USD; `undefined` where a region has no price. */
const atMost = (snapshots: readonly ListedSnapshot[]): number | undefined => {
  const usd = snapshots.map(({ region, gigabytes }) => {
    const price = PRICES.regions[region]?.snapshotGbMonth;
    return price === undefined ? Number.NaN : gigabytes * price;
  });
  const total = usd.reduce((sum, each) => sum + each, 0);
  return Number.isNaN(total) ? undefined : Math.round(100 * total) / 100;
};

/** The snapshots of these hosts, of all where none is named. Throws where none has such a name. */
const ofHosts = (
  snapshots: readonly ListedSnapshot[],
  names: readonly string[],
  stage: string,
): readonly ListedSnapshot[] => {
  if (names.length === 0) return snapshots;
  const existing = [...new Set(snapshots.map(({ host }) => host))];
  const unknown = names.find((name) => !existing.includes(name));
  if (unknown !== undefined)
    throw new CliError(
      `The stage ${stage} has no snapshot of a host named ${unknown}.${suggestion(unknown, existing)}`,
    );
  return snapshots.filter(({ host }) => names.includes(host));
};

/** Lists the snapshots of every region, by host, the newest first. */
export const run = async (
  input: SharedInput & { readonly host: readonly string[] },
  { clients, show }: Context<z.output<typeof snapshotsOutput>>,
): Promise<ExitCode> => {
  const { stage, host: names } = input;
  const regions = await readRegions(clients, input);
  const { values, errors } = await inEachRegion(regions, (region) => readRegion(clients, stage, region));
  const snapshots = ofHosts(values.flat(), errors.length > 0 ? [] : names, stage).toSorted(
    (a, b) =>
      a.host.localeCompare(b.host) || a.region.localeCompare(b.region) || b.startedAt.localeCompare(a.startedAt),
  );
  const usd = atMost(snapshots);
  show({ stage, snapshots, ...(usd !== undefined && { atMostUsdMonth: usd }), errors: [...errors] });
  return exitCodeOf(errors);
};
