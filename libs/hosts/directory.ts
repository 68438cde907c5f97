import type { AutoScaling } from '../aws/auto-scaling.ts';
import { createKeyedCache, type KeyedCache } from '../controller/keyed-cache.ts';
import { OutOfTime } from '../controller/out-of-time.ts';
import { type HostRef, messageOf } from '../controller/result.ts';
import { findDuplicates, type Host, toHost } from './host.ts';
import { TAGS } from './tags.ts';

/** A region whose hosts could not be listed. */
export interface RegionError {
  readonly region: string;
  readonly cause: unknown;
}

/** The hosts of several regions, and the regions that failed: a failing one must not shield the hosts of the others. */
export interface HostList {
  readonly hosts: readonly Host[];
  readonly unreachable: readonly RegionError[];
}

type GroupLister = (region: string) => Pick<AutoScaling, 'describeAutoScalingGroups'>;

/**
 * Lists the hosts of a stage: the groups with both `hostkeeper:host` and `hostkeeper:stage`, in pages of 100; of those,
 * with `names`, the hosts with one of these names. Throws when every region fails.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Filter.html
 */
export const listHosts = async (
  autoScaling: GroupLister,
  stage: string,
  regions: readonly string[],
  names?: readonly string[],
): Promise<HostList> => {
  const filters = [
    { Name: `tag:${TAGS.stage.name}`, Values: [stage] },
    names ? { Name: `tag:${TAGS.host.name}`, Values: [...names] } : { Name: 'tag-key', Values: [TAGS.host.name] },
  ];
  const answers = await Promise.allSettled(
    regions.map(async (region) =>
      findDuplicates(await autoScaling(region).describeAutoScalingGroups(filters, (group) => toHost(group, region))),
    ),
  );
  const unreachable = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ region: regions[index] ?? '', cause: answer.reason as unknown }] : [],
  );
  if (unreachable.length === regions.length) {
    if (unreachable.every(({ cause }) => cause instanceof OutOfTime)) throw new OutOfTime('no hosts were listed');
    const messages = unreachable.map(({ region, cause }) => `${region}: ${messageOf(cause)}`).join('; ');
    throw new AggregateError(
      unreachable.map(({ cause }) => cause),
      `no hosts can be listed: ${messages}`,
    );
  }
  return { hosts: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])), unreachable };
};

/** How long a listing is used again: that of a large fleet takes seconds. */
const LISTING_TTL_SECONDS = 5;

/** A region's hosts are loaded by name up to this many; beyond, listing all of them takes no more calls. */
const MAX_NAMES_PER_LISTING = 50;

/** The hosts of a stage, and the one cache of their groups. */
export interface HostDirectory extends KeyedCache<HostRef, Host> {
  /**
   * Lists all hosts at INIT, which loads and compiles what the first call to AWS needs. The event that started the
   * function follows at once and gets this listing; every later event lists anew.
   */
  readonly prefetch: () => Promise<void>;
  /** Lists all hosts, or at least those with one of these names. */
  readonly list: (names?: readonly string[]) => Promise<HostList>;
}

/** One directory serves every controller of a function. Its cache throws when a region cannot be listed. */
export const createHostDirectory = (
  autoScaling: GroupLister,
  stage: string,
  regions: readonly string[],
  now: () => Date,
): HostDirectory => {
  const cache = createKeyedCache<HostRef, Host>(now, {
    id: ({ region, group }) => `${region}/${group}`,
    load: async (refs) => {
      const listings = await Promise.all(
        [...Map.groupBy(refs, ({ region }) => region)].map(([region, hosts]) => {
          const names = [...new Set(hosts.map(({ host }) => host))];
          return listHosts(autoScaling, stage, [region], names.length <= MAX_NAMES_PER_LISTING ? names : undefined);
        }),
      );
      return listings.flatMap(({ hosts }) => hosts.map((host) => [host, host] as const));
    },
    ttlSeconds: () => LISTING_TTL_SECONDS,
  });
  let prefetched: { readonly listing: HostList; readonly at: Date } | undefined;
  return {
    ...cache,
    prefetch: async () => {
      const at = now();
      prefetched = { listing: await listHosts(autoScaling, stage, regions), at };
    },
    list: async (names) => {
      const unused = prefetched;
      prefetched = undefined;
      const isFresh = unused && now().getTime() - unused.at.getTime() < 1000 * LISTING_TTL_SECONDS;
      const listing = isFresh ? unused.listing : await listHosts(autoScaling, stage, regions, names);
      for (const host of listing.hosts) cache.set(host, () => host);
      return listing;
    },
  };
};

/**
 * The hosts with these names, or all of them. Throws an error that lists the existing names when one is unknown: a
 * typing error must neither stop the wrong host nor look like success.
 */
export const selectHosts = (hosts: readonly Host[], names?: readonly string[]): readonly Host[] => {
  if (names === undefined) return hosts;
  const existing = new Set(hosts.map(({ host }) => host));
  const unknown = names.filter((name) => !existing.has(name));
  if (unknown.length > 0) {
    const choice = existing.size === 0 ? 'no host is enrolled' : `there are: ${[...existing].toSorted().join(', ')}`;
    throw new RangeError(`hosts: no host is named ${unknown.join(', ')}; ${choice}`);
  }
  return hosts.filter(({ host }) => names.includes(host));
};
