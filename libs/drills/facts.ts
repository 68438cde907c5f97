import type { TaskDefinition } from '@aws-sdk/client-ecs';

import { lastDrill } from '../hosts/drill-record.ts';
import { parseTags } from '../hosts/host-tags.ts';
import type { Host } from '../hosts/host.ts';
import { newestRestorable } from '../hosts/restorable.ts';
import { listSnapshots, type Snapshot } from '../hosts/snapshot.ts';
import type { Database } from './command.ts';
import { databaseIn, withImage } from './database.ts';
import type { DrillDeps } from './dependencies.ts';
import type { DrillFacts } from './model.ts';
import { isOpen, type ReadFacts } from './observe.ts';

const readSnapshot = async (deps: DrillDeps, { host }: Host): Promise<Snapshot | undefined> =>
  newestRestorable(await listSnapshots(deps, [host]));

/** The instance of a host that runs, if one does. */
const runningInstance = ({ instances }: Host): string | undefined =>
  instances.find(({ lifecycleState }) => lifecycleState === 'InService')?.instanceId;

/** The architecture of the instance of a host. An image for one does not start on the other. */
const readArchitecture = async ({ ec2 }: DrillDeps, host: Host): Promise<DrillFacts['architecture']> => {
  const id = runningInstance(host);
  const [instance] = id === undefined ? [] : await ec2.describeInstances('instance-id', [id]);
  return instance?.Architecture === 'arm64' ? 'arm64' : 'x86_64';
};

/** The database that runs on a host, by the definitions of its tasks. */
const readDatabase = async (
  { ecs, ecsTasks, taskDefinitions }: DrillDeps,
  host: Host,
): Promise<Database | undefined> => {
  const { cluster } = parseTags(host.tags);
  const id = runningInstance(host);
  if (cluster === undefined || id === undefined) return undefined;
  const members = await ecs.listContainerInstances(cluster, [id]);
  const tasks = (await Promise.all(members.map((member) => ecsTasks.describeTasks(cluster, member)))).flat();
  const arns = [...new Set(tasks.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))];
  const definitions = await Promise.all(arns.map((arn) => taskDefinitions.describeTaskDefinition(arn)));
  return databaseIn(definitions.flatMap((definition): readonly TaskDefinition[] => (definition ? [definition] : [])));
};

/** Reads the facts of a host once in a run, and only where a drill may begin, or has no command yet. */
export const createReadFacts = (deps: DrillDeps): ReadFacts => {
  const known = new Map<string, Promise<DrillFacts>>();
  const read = async (host: Host): Promise<DrillFacts> => {
    const [snapshot, architecture, database] = await Promise.all([
      readSnapshot(deps, host),
      readArchitecture(deps, host),
      readDatabase(deps, host),
    ]);
    const chosen = withImage(database, deps.drills.image);
    return { architecture, ...(snapshot && { snapshot }), ...(chosen && { database: chosen }) };
  };
  return (target, host, drills) => {
    const drilled = lastDrill(host);
    const [newest] = drills;
    const isRunning = newest !== undefined && isOpen(newest, drilled);
    if (isRunning ? newest.command !== undefined : target.due === undefined) return Promise.resolve(undefined);
    const facts = known.get(host.group) ?? read(host);
    known.set(host.group, facts);
    return facts;
  };
};
