import schedule from '../../events/restore-drill/schedule.json' with { type: 'json' };
import type { Volume } from '../aws/ec2/volumes.ts';
import type { World } from '../aws/world.ts';
import { type Env, given, type GivenHost } from './given.ts';

/** When a story of drills begins. */
const MORNING = '2026-11-20T09:00:00.000Z';

const CLUSTER = 'web';

/** What a host with a database runs. */
const CONTAINERS = [
  { name: 'nginx', image: 'nginx:stable', essential: true, hostPorts: [80], links: [] },
  { name: 'db', image: 'mysql:8.4', essential: true, hostPorts: [], links: [], command: ['mysqld', '--skip-log-bin'] },
];

/** A completed snapshot of a host's data volume, some hours old. */
export const addSnapshot = (world: World, host: string, { volumeId, data, fileSystem }: Volume, hoursAgo = 6) =>
  world.inRegion().ec2.snapshots.add({
    volumeId,
    data,
    ...(fileSystem && { fileSystem }),
    startedAt: new Date(world.clock.now().getTime() - 3_600_000 * hoursAgo),
    tags: new Map([
      ['hostkeeper:host', host],
      ['hostkeeper:stage', 'prod'],
      ['hostkeeper:role', 'snapshot'],
      ['hostkeeper:kept-by', 'retention'],
    ]),
  });

/** Hosts with a data volume, a snapshot of it, and a task with a database. No schedule runs. */
export const givenDrills = async (
  hosts: Readonly<Record<string, GivenHost>> = { blog: {} },
  options: NonNullable<Parameters<typeof given>[1]> = {},
): Promise<Env> => {
  const complete = Object.entries(hosts).map(([name, host]) => [
    name,
    { data: true, ...host, tags: { 'hostkeeper:cluster': CLUSTER, ...host.tags } },
  ]);
  const env = await given(Object.fromEntries(complete), { start: MORNING, ...options });
  const { world, volume, group } = env;
  world.pauseSchedules(true);
  const { ecs } = world.inRegion();
  ecs.createCluster(CLUSTER);
  ecs.createService({
    cluster: CLUSTER,
    taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:1',
    containers: CONTAINERS,
  });
  for (const name of Object.keys(hosts)) {
    for (const { instanceId } of group(name).instances) ecs.join(CLUSTER, instanceId);
    addSnapshot(world, name, volume(name));
  }
  await world.advance({ minutes: 2 });
  return env;
};

/** The daily run. */
export const runSchedule = (world: World) => world.invoke('restore-drill', schedule);

/** The instances of drills, the last one last. */
export const drillInstances = (world: World) =>
  world
    .inRegion()
    .ec2.instances.all()
    .filter(({ tags }) => tags.get('hostkeeper:role') === 'drill');

/** The volumes of drills. */
export const drillVolumes = (world: World) =>
  world
    .inRegion()
    .ec2.volumes.all()
    .filter(({ tags }) => tags.get('hostkeeper:role') === 'drill');

/** How the last drill of a host ended, as its tag says: the word, without what differs from run to run. */
export const lastResult = ({ group }: Env, host = 'blog'): string | undefined =>
  group(host).tags['hostkeeper:drilled']?.split(' ')[1];

/** The e-mails of hostkeeper: not those of alarms, which nobody feeds while no schedule runs. */
export const drillMails = ({ mails }: World) => mails.filter(({ subject }) => subject.startsWith('[prod] '));
