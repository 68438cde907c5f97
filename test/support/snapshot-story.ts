import { regionalRoles } from '../../infra/iam.ts';
import { renderRoles } from '../../infra/iam/model.ts';
import type { Snapshot } from '../aws/ec2/snapshot.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';
import type { World } from '../aws/world.ts';
import { given, type GivenHost } from './given.ts';
import { NOTHING, type Scope } from './role-scope.ts';

/** Half an hour before the nightly snapshots are taken. */
const EVENING = '2026-11-20T02:30:00Z';

/** The slot of the first night after it. */
export const SLOT = '2026-11-20T03:00Z';

/** The second region, where a stage has one. */
export const COPY_REGION = 'eu-central-1';

type Options = NonNullable<Parameters<typeof given>[1]>;

/** A simulated AWS in the evening, with these hosts; each has a data volume. */
export const givenEvening = (hosts: Readonly<Record<string, GivenHost>>, options: Options = {}) =>
  given(Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, { data: true, ...host }])), {
    start: EVENING,
    ...options,
  });

/** The packaged template, as one with these parameters has its snapshot roles. */
const templateWith = (scope: Partial<Scope>): Template => {
  const rendered = JSON.stringify(renderRoles(regionalRoles({ ...NOTHING, ...scope })));
  const roles: Template = JSON.parse(rendered.replaceAll('${sls:stage}', 'prod'));
  const template = packagedTemplate();
  const { SnapshotRole, SnapshotCompletedRole } = roles.Resources;
  if (!SnapshotRole || !SnapshotCompletedRole) throw new Error('the snapshot functions have no roles');
  return { ...template, Resources: { ...template.Resources, SnapshotRole, SnapshotCompletedRole } };
};

/** The options of a stage with a second region, and with a key for the copies there. */
export const withCopies = (copyKmsKey = ''): Options => {
  const environment = { COPY_REGION, COPY_KEY: copyKmsKey };
  return {
    template: templateWith({ copyRegion: COPY_REGION, copyKmsKey }),
    environment: { snapshot: environment, 'snapshot-completed': environment, reconcile: { COPY_REGION } },
  };
};

/** The snapshots of a host, the oldest first; those that hostkeeper did not make have another host's name or none. */
export const snapshotsOf = (world: World, host: string, region?: string): readonly Snapshot[] =>
  world
    .inRegion(region)
    .ec2.snapshots.all()
    .filter(({ tags }) => tags.get('hostkeeper:host') === host)
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());

/** The slots of a host's snapshots. */
export const slotsOf = (world: World, host: string, region?: string): readonly (string | undefined)[] =>
  snapshotsOf(world, host, region).map(({ tags }) => tags.get('hostkeeper:slot'));

/** How many calls of an operation one role has made. */
export const countCalls = (world: World, operation: string, caller?: string): number =>
  world.calls.filter((call) => call.operation === operation && (caller ?? call.caller) === call.caller).length;

/** A completed snapshot of a host that hostkeeper made some days before the evening. */
export const addEarlier = (
  world: World,
  volume: { readonly volumeId: string; readonly data: Snapshot['data'] },
  daysAgo: number,
  tags: Readonly<Record<string, string>> = {},
): Snapshot => {
  const startedAt = new Date(Date.parse('2026-11-20T03:00:00Z') - daysAgo * 86_400_000);
  return world.inRegion().ec2.snapshots.add({
    volumeId: volume.volumeId,
    data: volume.data,
    startedAt,
    tags: new Map(
      Object.entries({
        'hostkeeper:host': 'blog',
        'hostkeeper:stage': 'prod',
        'hostkeeper:role': 'snapshot',
        'hostkeeper:slot': `${startedAt.toISOString().slice(0, 16)}Z`,
        'hostkeeper:volume': volume.volumeId,
        'hostkeeper:kept-by': 'retention',
        'hostkeeper:consistency': 'crash',
        ...tags,
      }),
    ),
  });
};

/** The e-mails of hostkeeper, without those of alarms: while no schedule runs, nobody writes the age of the snapshots. */
export const notificationsOf = (world: World) => world.mails.filter(({ subject }) => subject.startsWith('[prod]'));

const DAY = 86_400_000;

const QUARTER = 15 * 60;

/**
 * Lets hours pass in which schedules run in one minute of each quarter of an hour: those of the nightly snapshots all do,
 * and most passes of `reconcile`, which would find nothing new, do not.
 */
export const passHours = async ({ world }: { readonly world: World }, hours: number): Promise<void> => {
  const secondsTo = (time: number): number => (time - world.clock.now().getTime()) / 1000;
  const end = world.clock.now().getTime() + 3_600_000 * hours;
  while (secondsTo(end) > 0) {
    const late = (world.clock.now().getTime() / 1000 + 30) % QUARTER;
    world.pauseSchedules(true);
    await world.advance({ seconds: Math.min(QUARTER - late, secondsTo(end)) });
    world.pauseSchedules(false);
    await world.advance({ seconds: Math.min(60, secondsTo(end)) });
  }
};

/**
 * Lets the time pass until the next night, in which the function runs once and the events of its snapshots arrive. No
 * schedule runs, so that a story of many nights takes no time.
 */
export const passNight = async ({ world }: { readonly world: World }): Promise<void> => {
  world.pauseSchedules(true);
  const now = world.clock.now().getTime();
  const night = Math.ceil((now - Date.parse(SLOT)) / DAY) * DAY + Date.parse(SLOT);
  await world.advance({ seconds: (night - now) / 1000 + 1 });
  await world.invoke('snapshot', { schedule: 'nightly' });
  await world.advance({ minutes: 6 });
};
