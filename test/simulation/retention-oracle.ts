import type { Snapshot } from '../aws/ec2/snapshot.ts';

/** The least number of restorable snapshots that a host keeps, as the stage is packaged. */
const MINIMUM = 3;

/** The period of a time by a rule, in UTC. The simulations draw no policy of weeks or years. */
const PERIODS: Readonly<Record<string, (at: Date) => string>> = {
  last: (at) => at.toISOString(),
  h: (at) => at.toISOString().slice(0, 13),
  d: (at) => at.toISOString().slice(0, 10),
  m: (at) => at.toISOString().slice(0, 7),
};

/** The newest snapshots that a policy keeps: written anew here, so that a defect of the product does not hide itself. */
const keptBy = (policy: string, newestFirst: readonly Snapshot[]): ReadonlySet<Snapshot> =>
  new Set(
    [...policy.matchAll(/(\d+)(last|[hdm])/g)].flatMap(([, count, unit = '']) => {
      const periodOf = PERIODS[unit] ?? PERIODS['last'];
      const periods = Map.groupBy(newestFirst, ({ startedAt }) => periodOf?.(startedAt) ?? '');
      return [...periods.values()].slice(0, Number(count)).flatMap(([newest]) => newest ?? []);
    }),
  );

const slotOf = ({ tags }: Snapshot): string | undefined => tags.get('hostkeeper:slot');

/** Whether a snapshot is one to restore from which the retention policy may expire. */
const isGood = ({ state, tags }: Snapshot): boolean =>
  state === 'completed' && tags.get('hostkeeper:kept-by') === 'retention' && tags.get('hostkeeper:stage') === 'prod';

/** Why a snapshot must not be deleted, of those that a host has besides; `undefined` where it may. */
export const whyToKeep = (deleted: Snapshot, others: readonly Snapshot[], policy: string): string | undefined => {
  const { tags } = deleted;
  if (tags.get('hostkeeper:stage') !== 'prod' || tags.get('hostkeeper:role') !== 'snapshot') return 'it is another’s';
  if (tags.get('hostkeeper:kept-by') !== 'retention') return `it is kept by ${tags.get('hostkeeper:kept-by')}`;
  if (deleted.lock || deleted.imageIds.size > 0) return 'AWS does not delete it';
  if (!isGood(deleted)) return undefined;
  const good = others.filter(isGood);
  // Of two of one slot one is enough.
  if (good.some((other) => slotOf(other) === slotOf(deleted))) return undefined;
  if (good.length < MINIMUM) return `only ${good.length} good ones are left`;
  const newestFirst = [deleted, ...good].toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  if (newestFirst[0] === deleted) return 'it is the newest good one';
  return keptBy(policy, newestFirst).has(deleted) ? `the policy ${policy} keeps it` : undefined;
};
