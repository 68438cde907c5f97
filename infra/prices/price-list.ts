import * as z from 'zod/mini';

import { type RegionPrices, regionPrices } from './price-file.ts';

/** The price lists of AWS in which the prices of a region are. */
export const OFFERS = ['AmazonEC2', 'AmazonVPC', 'AmazonECR'] as const;

/** A row of a price list, by the names of its columns in lower case without spaces. */
type Row = ReadonlyMap<string, string>;

/** The fields of a line of CSV. A field in quotes has them doubled. */
const fieldsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );

const columnName = (title: string): string => title.toLowerCase().replaceAll(' ', '');

/** The types of instances that a small host takes. */
const INSTANCE = /^t(3|3a|4g)\.(nano|micro|small|medium|large)$/;

/** The types of usage whose prices are wanted, behind the region's own prefix; us-east-1 has none. */
const USAGE = [
  { pattern: /(?:^|-)EBS:VolumeUsage\.(gp[23])$/, group: 'volumeGbMonth' },
  { pattern: /(?:^|-)EBS:SnapshotUsage$/, group: 'snapshotGbMonth' },
  { pattern: /(?:^|-)PublicIPv4:InUseAddress$/, group: 'publicIpv4Hour' },
  { pattern: /(?:^|-)TimedStorage-ByteHrs$/, group: 'registryGbMonth' },
] as const;

/** A price that is wanted: what it is of, and the type that it has a price for, if it is by type. */
interface Found {
  readonly group: keyof Omit<RegionPrices, 'unconfirmed'>;
  readonly type?: string;
  readonly usd: number;
}

const isPlainLinux = (row: Row): boolean =>
  row.get('tenancy') === 'Shared' &&
  row.get('operatingsystem') === 'Linux' &&
  row.get('preinstalleds/w') === 'NA' &&
  row.get('capacitystatus') === 'Used';

/** What a row has the price of. A local zone has prices of its own in the list of its region. */
const findPrice = (row: Row): Found | undefined => {
  const usd = Number(row.get('priceperunit'));
  const isWanted = row.get('termtype') === 'OnDemand' && row.get('locationtype') === 'AWS Region' && usd > 0;
  if (!isWanted || row.get('startingrange') !== '0') return undefined;
  const type = row.get('instancetype') ?? '';
  if (row.get('productfamily') === 'Compute Instance') {
    return INSTANCE.test(type) && isPlainLinux(row) ? { group: 'instanceHour', type, usd } : undefined;
  }
  for (const { pattern, group } of USAGE) {
    const match = pattern.exec(row.get('usagetype') ?? '');
    if (match) return { group, ...(match[1] !== undefined && { type: match[1] }), usd };
  }
  return undefined;
};

/**
 * The wanted prices of a price list in CSV, line by line: five lines about the file, the titles, and then one price a line.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export async function* readPriceList(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Found> {
  let columns: readonly string[] | undefined;
  for await (const line of lines) {
    if (columns) {
      const fields = fieldsOf(line);
      const found = findPrice(new Map(columns.map((name, index) => [name, fields[index] ?? ''])));
      if (found) yield found;
    } else if (line.startsWith('"SKU"')) {
      columns = fieldsOf(line).map(columnName);
    }
  }
}

/** The prices of a region from what its price lists have. Throws where one is missing. */
export const collectPrices = (found: readonly Found[]): RegionPrices => {
  const byType = (group: Found['group']) =>
    Object.fromEntries(
      found
        .filter((one) => one.group === group)
        .map(({ type = '', usd }) => [type, usd] as const)
        .toSorted(([a], [b]) => Number(a > b) - Number(a < b)),
    );
  const only = (group: Found['group']) => found.find((one) => one.group === group)?.usd;
  return z.parse(regionPrices, {
    instanceHour: byType('instanceHour'),
    volumeGbMonth: byType('volumeGbMonth'),
    snapshotGbMonth: only('snapshotGbMonth'),
    publicIpv4Hour: only('publicIpv4Hour'),
    registryGbMonth: only('registryGbMonth'),
    unconfirmed: [],
  });
};
