import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';

import { createSnapshots } from '../../../libs/aws/snapshots.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { parseTags } from '../../../libs/hosts/host-tags.ts';
import { isOriginal, listSnapshots, type Snapshot } from '../../../libs/hosts/snapshot.ts';
import { createLocalTime } from '../../../libs/snapshots/local-time.ts';
import { type Judgment, judgeRetention, type RetentionRules } from '../../../libs/snapshots/retention.ts';
import type { RegionClients } from '../cli/clients.ts';
import { readHosts } from '../cli/hosts.ts';
import { functionName } from '../cli/stage.ts';
import type { snapshotsOutput } from '../schemas.ts';

/** A snapshot as it is shown. */
export type ListedSnapshot = z.output<typeof snapshotsOutput>['snapshots'][number];

/** What the function snapshot of a stage goes by. */
const settings = z.object({
  SNAPSHOT_TIME_ZONE: z.string(),
  SNAPSHOT_MINIMUM: z.coerce.number(),
  COPY_REGION: z.prefault(z.string(), ''),
});

const readSettings = async ({ lambda }: RegionClients, stage: string): Promise<z.output<typeof settings>> => {
  const FunctionName = functionName(stage, 'snapshot');
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return z.parse(settings, Environment?.Variables ?? {});
};

const readSnapshots = ({ ec2 }: RegionClients, stage: string): Promise<readonly Snapshot[]> =>
  listSnapshots({ stage, snapshots: createSnapshots(ec2) });

const toListed = (judgment: Judgment, region: string): ListedSnapshot => {
  const { snapshotId, host, state, startTime, gigabytes, copyOf, slot, consistency, fileSystem } = judgment.snapshot;
  return {
    host,
    region,
    snapshotId,
    ...(copyOf !== undefined && { copyOf }),
    ...(slot !== undefined && { slot }),
    startedAt: startTime.toISOString(),
    state,
    gigabytes,
    ...(consistency !== undefined && { consistency }),
    ...(fileSystem !== undefined && { fileSystem }),
    isKept: judgment.isKept,
    reasons: judgment.isKept ? [...judgment.reasons] : [judgment.reason],
  };
};

/** Judges the snapshots of a region as the next night does. Those of a host that is enrolled no more do not expire. */
const judgeRegion = (
  snapshots: readonly Snapshot[],
  hosts: readonly Host[],
  rules: Omit<RetentionRules, 'policy'>,
  region: string,
): readonly ListedSnapshot[] =>
  [...Map.groupBy(snapshots, ({ host }) => host)].flatMap(([name, own]) => {
    const enrolled = hosts.find(({ host }) => host === name);
    if (!enrolled)
      return own.map((snapshot) =>
        toListed({ snapshot, isKept: true, reasons: ['its host is not enrolled: nothing expires'] }, region),
      );
    const { retention } = parseTags(enrolled.tags);
    return judgeRetention(own, { ...rules, ...(retention && { policy: retention }) }).map((one) =>
      toListed(one, region),
    );
  });

/** The snapshots of the hosts of one region, and their copies in another. Throws what AWS throws. */
export const readRegion = async (
  clients: (region: string) => RegionClients,
  stage: string,
  region: string,
): Promise<readonly ListedSnapshot[]> => {
  const here = clients(region);
  const [found, hosts, snapshots] = await Promise.all([
    readSettings(here, stage),
    readHosts(here, stage, region),
    readSnapshots(here, stage),
  ]);
  const { SNAPSHOT_TIME_ZONE, SNAPSHOT_MINIMUM: minimum, COPY_REGION: copyRegion } = found;
  const rules = { minimum, zone: createLocalTime(SNAPSHOT_TIME_ZONE) };
  const copies = copyRegion === '' ? [] : await readSnapshots(clients(copyRegion), stage);
  const ownCopies = copies.filter(({ copyOf }) => copyOf?.startsWith(`${region}/`) === true);
  return [
    ...judgeRegion(snapshots.filter(isOriginal), hosts, rules, region),
    ...judgeRegion(ownCopies, hosts, rules, copyRegion),
  ];
};
