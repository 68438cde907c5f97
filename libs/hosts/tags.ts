import { invalidTag } from './directory.ts';

/** What the tags of a host's group say of its life, read. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
export interface HostTags {
  /** The device name of the data volume; absent for a host without one. */
  readonly device?: string;
  /** Where the host mounts it. */
  readonly mount: string;
  /** The names that follow the host, in lower case and without a dot at the end. */
  readonly records: readonly string[];
  /** Their zone; there whenever there are records. */
  readonly hostedZone?: string;
  readonly ttlSeconds: number;
  /** The allocation of the Elastic IP address that moves to the instance. */
  readonly address?: string;
  /** The ECS cluster that is drained before an instance goes. */
  readonly cluster?: string;
  readonly recordsWhenSuspended: 'remove' | 'keep';
  readonly onRebalance: 'replace' | 'ignore';
  /** Absent for never. */
  readonly forceDetachAfterMinutes?: number;
  /** Hands off until then. */
  readonly pausedUntil?: Date;
}

/** What is wrong with the tags, and the fix: a clause. */
export interface InvalidTags {
  readonly problem: string;
}

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

const oneOf =
  <const W extends string>(...words: readonly W[]) =>
  (text: string): W | undefined =>
    words.find((word) => word === text);

const whole =
  (least: number, most: number) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

/** A name as Route 53 answers it, in lower case, without the dot at its end. */
export const normalName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

const names = (text: string): readonly string[] | undefined => {
  const all = text.split(/\s+/).filter((name) => name !== '');
  return all.every((name) => /^([\w-]{1,63}\.)+[\w-]{1,63}\.?$/.test(name)) ? all.map(normalName) : undefined;
};

const time = (text: string): Date | undefined => {
  const date = new Date(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text) ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** At most a year: more is a typing error. */
const MAX_MINUTES = 525_600;
const MAX_TTL_SECONDS = 604_800;

/** Reads the tags of a host. What a person garbled is a complaint about every such tag, never a guess. */
export const parseTags = (host: string, tags: Readonly<Record<string, string>>): HostTags | InvalidTags => {
  const problems: string[] = [];
  const read = <T, D>(tag: string, without: D, meaning: (text: string) => T | undefined, fix: string): T | D => {
    const text = tags[`hostkeeper:${tag}`];
    if (text === undefined) return without;
    const value = meaning(text);
    if (value === undefined) problems.push(invalidTag(tag, text, fix));
    return value ?? without;
  };
  const device = read(
    'device',
    '/dev/sdf',
    matching(/^(\/dev\/\w+|none)$/),
    'set it to a name like /dev/sdf, or "none"',
  );
  const mount = read('mount', `/mnt/${host}`, matching(/^\/[\w.-][\w./-]*$/), 'set it to a path like /mnt/data');
  const records = read('records', [], names, 'set it to whole names like www.example.com, with spaces between them');
  const hostedZone = read(
    'hosted-zone',
    undefined,
    matching(/^Z[A-Z0-9]+$/),
    "set it to a zone's id like Z0123456789ABC",
  );
  const ttlSeconds = read('ttl', 60, whole(1, MAX_TTL_SECONDS), 'set it to whole seconds like 60');
  const address = read(
    'address',
    undefined,
    matching(/^eipalloc-[0-9a-f]+$/),
    'set it to an id like eipalloc-0123456789abcdef0',
  );
  const cluster = read('cluster', undefined, matching(/^[\w-]{1,255}$/), "set it to a cluster's name");
  const recordsWhenSuspended = read(
    'records-when-suspended',
    'remove',
    oneOf('remove', 'keep'),
    'set it to "remove" or "keep"',
  );
  const onRebalance = read('on-rebalance', 'ignore', oneOf('replace', 'ignore'), 'set it to "replace" or "ignore"');
  const force = read(
    'force-detach-after',
    'never',
    (text) => oneOf('never')(text) ?? whole(1, MAX_MINUTES)(text),
    'set it to whole minutes like 10, or "never"',
  );
  const pausedUntil = read('paused-until', undefined, time, 'set it to a time like 2026-11-14T12:00:00Z');
  if (records.length > 0 && hostedZone === undefined && problems.length === 0)
    problems.push('its tag hostkeeper:records wants a zone: set hostkeeper:hosted-zone');
  if (problems.length > 0) return { problem: problems.join('; ') };
  return {
    ...(device !== 'none' && { device }),
    mount,
    records,
    ...(hostedZone !== undefined && { hostedZone }),
    ttlSeconds,
    ...(address !== undefined && { address }),
    ...(cluster !== undefined && { cluster }),
    recordsWhenSuspended,
    onRebalance,
    ...(force !== 'never' && { forceDetachAfterMinutes: force }),
    ...(pausedUntil && { pausedUntil }),
  };
};
