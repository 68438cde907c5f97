import type { Snapshot } from '../aws/ec2/snapshot.ts';
import { type Env, given, type GivenHost } from './given.ts';

/** The tags of a snapshot that hostkeeper has taken of a host. */
const snapshotTags = (host: string, volumeId: string, more: Readonly<Record<string, string>> = {}) =>
  new Map(
    Object.entries({
      'hostkeeper:host': host,
      'hostkeeper:stage': 'prod',
      'hostkeeper:role': 'snapshot',
      'hostkeeper:volume': volumeId,
      'hostkeeper:kept-by': 'retention',
      'hostkeeper:consistency': 'crash',
      ...more,
    }),
  );

/** When the nights' snapshots were taken, and how many rows the data had then; it has 99 now. */
const NIGHTS = [
  ['2026-11-18T03:00:00Z', 18],
  ['2026-11-19T03:00:00Z', 19],
  ['2026-11-20T03:00:00Z', 20],
] as const;

/** How many rows the data has that a restore replaces. */
export const ROWS_NOW = 99;

/** What a story wants otherwise. */
interface RestoreOptions extends Partial<NonNullable<Parameters<typeof given>[1]>> {
  readonly host?: GivenHost;
  readonly others?: Readonly<Record<string, GivenHost>>;
}

/** A host `blog` with three nightly snapshots of its data, and what a story asks of its restore. */
export const givenNights = async ({ host, others, ...options }: RestoreOptions = {}) => {
  const env = await given(
    { blog: { data: true, records: ['blog.example.com'], ...host }, ...others },
    { start: '2026-11-20T09:00:00Z', ...options },
  );
  const { world, volume } = env;
  const { ec2 } = world.inRegion();
  const old = volume('blog');
  const add = (at: string, rows: number, more: Partial<Snapshot> = {}): Snapshot =>
    ec2.snapshots.add({
      volumeId: old.volumeId,
      data: { ...old.data, rows },
      startedAt: new Date(at),
      tags: snapshotTags('blog', old.volumeId),
      ...more,
    });
  const snapshots = NIGHTS.map(([at, rows]) => add(at, rows));
  old.data.rows = ROWS_NOW;
  return {
    ...env,
    /** The data volume before any restore. */
    old,
    snapshots,
    addSnapshot: add,
    snapshotTags,
    restore: (request: object) => world.invoke('restore', { reason: 'a story', host: 'blog', ...request }),
    /** The volumes of the host, by their roles. */
    roles: () => rolesOf(env),
    /** The one data volume. Throws where there is not exactly one. */
    data: () => {
      const [data, another] = ec2.volumes
        .all()
        .filter(({ tags }) => tags.get('hostkeeper:host') === 'blog' && tags.get('hostkeeper:role') === 'data');
      if (!data || another) throw new Error('the host has not exactly one data volume');
      return data;
    },
  };
};

/** The snapshots that restores have taken of the data that they replaced. */
export const lastSnapshots = ({ world }: Pick<Env, 'world'>): readonly Snapshot[] =>
  world
    .inRegion()
    .ec2.snapshots.all()
    .filter(({ tags }) => tags.get('hostkeeper:kept-by') === 'restore');

/** The ids of the volumes of the host `blog`, by their roles. */
const rolesOf = ({ world }: Pick<Env, 'world'>): Readonly<Record<string, readonly string[]>> => {
  const own = world.inRegion().ec2.volumes.all();
  const volumes = own.filter(({ tags }) => tags.get('hostkeeper:host') === 'blog');
  return Object.fromEntries(
    [...Map.groupBy(volumes, ({ tags }) => tags.get('hostkeeper:role') ?? 'none')].map(([role, of]) => [
      role,
      of.map(({ volumeId }) => volumeId),
    ]),
  );
};

export type Nights = Awaited<ReturnType<typeof givenNights>>;

/** What an instance of the host serves: the rows of the data volume that it has mounted; `undefined` while it has none. */
export const servedRows = ({ world, group }: Pick<Env, 'world' | 'group'>): number | undefined => {
  const inService = group('blog').instances.filter(({ lifecycleState }) => lifecycleState === 'InService');
  const mounted = inService.flatMap(({ instanceId }) =>
    world
      .inRegion()
      .ec2.volumes.attachedTo(instanceId)
      .filter(({ attachment }) => attachment?.mounted),
  );
  return mounted[0]?.data.rows;
};
