import { suggestion } from '../commands/cli/nearest.ts';
import { RECYCLE_DAYS } from '../control-plane/recycle-bin.ts';
import type { BilledParts, BilledVolume } from './parts.ts';
import { type PriceFile, PRICES, type RegionPrices, type Unconfirmed } from './price-file.ts';

/** AWS's average month. */
const HOURS = 730;

/** The images of a registry, in GB: a few of a small application, which share most layers. */
const REGISTRY_GIGABYTES = 1;

/** How much of a data volume changes in a day, in parts of it. */
const DAILY_CHANGE = 0.02;

/** The days from the oldest to the newest snapshot that the default retention policy keeps, `7d 4w`. */
const RETAINED_DAYS = 35;

/**
 * The snapshots of a volume, in GB: its content once, as if it were full, and what has changed since the oldest of them.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshots.html#how_snapshots_work
 */
const snapshotGigabytes = ({ dataVolumes, recyclesSnapshots }: BilledParts): number => {
  const days = RETAINED_DAYS + (recyclesSnapshots ? RECYCLE_DAYS : 0);
  return dataVolumes.reduce((sum, { gigabytes }) => sum + gigabytes * (1 + days * DAILY_CHANGE), 0);
};

/** Cents a month, by the way in which the instance is paid. */
export interface Cents {
  readonly onDemand: number;
  readonly savingsPlan: number;
  readonly spot: number;
}

/** A part of the bill. */
export interface Line extends Cents {
  readonly part: string;
  /** What is billed, in words. */
  readonly quantity: string;
  /** The service whose charges it is part of: the dimension `ServiceName` of the metric `EstimatedCharges`. */
  readonly service: string;
  /** Those of its prices that nobody has read at a source, by their names in the price file. */
  readonly unconfirmed: readonly Unconfirmed[];
}

/** The bill of a month, or why it cannot be estimated. */
export type Estimate = { readonly lines: readonly Line[] } | { readonly problem: string };

const cents = (usd: number): number => Math.round(usd * 100);

/** A line whose price does not depend on how the instance is paid. */
const line = (
  part: string,
  service: string,
  quantity: string,
  usd: number,
  unconfirmed: readonly Unconfirmed[] = [],
): Line => {
  const price = cents(usd);
  return { part, service, quantity, onDemand: price, savingsPlan: price, spot: price, unconfirmed };
};

const plural = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

const instanceLine = (types: readonly string[], region: RegionPrices, { everywhere }: PriceFile): Line => {
  // Which of several types a Spot instance gets is not known: the dearest is the safe one.
  const usd = HOURS * Math.max(...types.map((type) => region.instanceHour[type] ?? 0));
  return {
    ...line('instance', 'AmazonEC2', `${types.join(' or ')}, ${HOURS} h`, usd),
    savingsPlan: cents(usd * everywhere.savingsPlanFactor),
    spot: cents(usd * everywhere.spotFactor),
    unconfirmed: everywhere.unconfirmed.filter((name) => name !== 'alarmMonth'),
  };
};

const volumeLine = (part: string, { type, gigabytes }: BilledVolume, { volumeGbMonth }: RegionPrices): Line =>
  line(part, 'AmazonEC2', `${gigabytes} GB ${type}`, gigabytes * (volumeGbMonth[type] ?? 0));

const alarmLine = (alarms: number, { everywhere }: PriceFile): Line => {
  const { freeAlarms, alarmMonth, unconfirmed } = everywhere;
  const paid = Math.max(0, alarms - freeAlarms);
  const quantity = `${plural(alarms, 'alarm')}, ${freeAlarms} are free`;
  return line(
    'alarms',
    'AmazonCloudWatch',
    quantity,
    paid * alarmMonth,
    unconfirmed.filter((name) => name === 'alarmMonth' && paid > 0),
  );
};

const hostLines = (parts: BilledParts, region: RegionPrices, file: PriceFile): readonly Line[] => {
  const { publicAddresses, repositories, secrets, hostedZones, dataVolumes } = parts;
  const { secretMonth, hostedZoneMonth } = file.everywhere;
  const unread = (name: Unconfirmed): readonly Unconfirmed[] => region.unconfirmed.filter((one) => one === name);
  const addressUsd = publicAddresses * HOURS * region.publicIpv4Hour;
  const images = repositories * REGISTRY_GIGABYTES;
  const snapshots = snapshotGigabytes(parts);
  return [
    instanceLine(parts.instanceTypes, region, file),
    ...parts.rootVolumes.map((volume) => volumeLine('root volume', volume, region)),
    ...dataVolumes.map((volume) => volumeLine('data volume', volume, region)),
    line(ADDRESS, 'AmazonVPC', `${publicAddresses}, ${HOURS} h`, addressUsd, unread('publicIpv4Hour')),
    line('registry', 'AmazonECR', `${images} GB, assumed`, images * region.registryGbMonth, unread('registryGbMonth')),
    line('secrets', 'AWSSecretsManager', plural(secrets, 'secret'), secrets * secretMonth),
    line('hosted zone', 'AmazonRoute53', plural(hostedZones, 'zone'), hostedZones * hostedZoneMonth),
    line(
      'snapshots',
      'AmazonEC2',
      `${snapshots.toFixed(1)} GB, assumed`,
      snapshots * region.snapshotGbMonth,
      unread('snapshotGbMonth'),
    ),
  ];
};

/** How many words two names of regions have in common at their start: `eu-west-1` and `eu-west-3` two. */
const sharedWords = (a: string, b: string): number => {
  const others = b.split('-');
  return a.split('-').findIndex((word, index) => word !== others[index]);
};

/** The region with prices whose name is most like this one: on its continent, if there is any. */
const nearestRegion = (region: string, regions: readonly string[]): string =>
  regions.toSorted((a, b) => sharedWords(b, region) - sharedWords(a, region))[0] ?? '';

/** The part of the bill that a host without IPv4 lacks. */
export const ADDRESS = 'public IPv4 address';

/**
 * What a stage costs a month: one line for each part. Traffic, log ingestion and Lambda are within what AWS gives to every
 * account for nothing, and have none.
 */
export const estimate = (region: string, parts: BilledParts, file: PriceFile = PRICES): Estimate => {
  const alarms = alarmLine(parts.alarms, file);
  if (parts.instanceTypes.length === 0) return { lines: [alarms] };
  const prices = file.regions[region];
  if (!prices) {
    const nearest = nearestRegion(region, Object.keys(file.regions));
    return {
      problem:
        `There are no prices of ${region} in infra/prices/prices.json; the nearest region that has is ${nearest}. ` +
        `To add it: npm run prices -- --region ${region}`,
    };
  }
  const types = Object.keys(prices.instanceHour);
  const unknown = parts.instanceTypes.find((type) => !types.includes(type));
  if (unknown !== undefined) {
    return {
      problem:
        `There is no price of ${unknown} in ${region} in infra/prices/prices.json.${suggestion(unknown, types)} ` +
        `It has ${types.join(', ')}.`,
    };
  }
  return { lines: [...hostLines(parts, prices, file), alarms] };
};

/** The sum of some lines. */
export const totalOf = (lines: readonly Line[]): Cents => ({
  onDemand: lines.reduce((sum, { onDemand }) => sum + onDemand, 0),
  savingsPlan: lines.reduce((sum, { savingsPlan }) => sum + savingsPlan, 0),
  spot: lines.reduce((sum, { spot }) => sum + spot, 0),
});
