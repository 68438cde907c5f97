import type { Route53 } from '../../aws/route-53.ts';
import type { Loader } from '../../controller/keyed-cache.ts';
import { normalName, ownerName } from '../../hosts/record-names.ts';
import type { LifecycleDeps } from '../dependencies.ts';
import type { NameRecord } from '../model.ts';
import { TTL_SECONDS } from './loaders.ts';
import { toRecords } from './mappers.ts';

interface RecordKey {
  readonly zone: string;
  readonly name: string;
}

/** Records of a zone, from `start` until `next`; without them from its beginning, and to its end. */
interface Listing {
  readonly start?: string;
  readonly records: readonly NameRecord[];
  readonly next?: string;
}

/** Up to this many names of a zone are listed one by one; beyond, the zone is listed as a whole. */
const MAX_LISTED_SINGLY = 4;

const list = async (
  { listResourceRecordSets }: Route53,
  zone: string,
  start?: string,
): Promise<Listing | undefined> => {
  const listed = await listResourceRecordSets(zone, start);
  return (
    listed && {
      ...(start !== undefined && { start }),
      ...(listed.next !== undefined && { next: normalName(listed.next) }),
      records: listed.records.flatMap(toRecords),
    }
  );
};

/** Whether a listing has all records at a name. One that starts at a name goes on to those beneath it, as that of its owner is. */
const hasAllAt = ({ start, records, next }: Listing, name: string): boolean => {
  if (start === undefined || name === start) return true;
  if (name !== ownerName(start)) return false;
  return (
    next === undefined ||
    !next.endsWith(`.${start}`) ||
    (next !== name && records.some((record) => record.name === name))
  );
};

/** Listings that together have all records at these names; `undefined` when the zone does not exist. */
const listNames = async (
  route53: Route53,
  zone: string,
  names: readonly string[],
): Promise<readonly Listing[] | undefined> => {
  const listAll = (starts: readonly (string | undefined)[]) =>
    Promise.all(starts.map((start) => list(route53, zone, start)));
  const owners = new Set(names.map(ownerName));
  const starts = names.filter((name) => !owners.has(name));
  const first = await listAll(starts.length > MAX_LISTED_SINGLY ? [undefined] : starts);
  const missing = names.filter((name) => !first.some((listing) => listing && hasAllAt(listing, name)));
  const listings = [...first, ...(first.includes(undefined) ? [] : await listAll(missing))];
  const existing = listings.flatMap((listing) => listing ?? []);
  return existing.length < listings.length ? undefined : existing;
};

/** The SOA record of a zone, of which only the name matters here. */
const toAuthority = (zoneName: string): NameRecord => ({
  name: normalName(zoneName),
  type: 'SOA',
  ttlSeconds: 0,
  values: [],
});

/** The records at each name, and the SOA record of its zone; no value when the zone does not exist. */
export const loadRecords = ({ route53 }: Pick<LifecycleDeps, 'route53'>): Loader<RecordKey, readonly NameRecord[]> => ({
  id: ({ zone, name }) => `${zone}/${name}`,
  load: async (keys) => {
    const zones = [...Map.groupBy(keys, ({ zone }) => zone)].map(async ([zone, keysOfZone]) => {
      const names = keysOfZone.map(({ name }) => name);
      const [listings, zoneName] = await Promise.all([listNames(route53, zone, names), route53.getZoneName(zone)]);
      if (!listings) return [];
      const authority = zoneName === undefined ? [] : [toAuthority(zoneName)];
      return keysOfZone.map((key): readonly [RecordKey, readonly NameRecord[]] => {
        const records = listings.find((listing) => hasAllAt(listing, key.name))?.records ?? [];
        return [key, [...authority, ...records.filter(({ name }) => name === key.name)]];
      });
    });
    return (await Promise.all(zones)).flat();
  },
  ttlSeconds: () => TTL_SECONDS.stable,
});
