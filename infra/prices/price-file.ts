import * as z from 'zod/mini';

import file from './prices.json' with { type: 'json' };

const price = z.number().check(z.positive());

/** The prices of a region that differ between regions, in USD. */
export const regionPrices = z.strictObject({
  /** Linux on demand, an hour, by instance type. */
  instanceHour: z.record(z.string(), price),
  /** A GB a month, by volume type. */
  volumeGbMonth: z.record(z.string(), price),
  snapshotGbMonth: price,
  publicIpv4Hour: price,
  registryGbMonth: price,
  /** Which of these nobody has read at a source. */
  unconfirmed: z.array(z.enum(['snapshotGbMonth', 'publicIpv4Hour', 'registryGbMonth'])),
});

/** The prices of one region. */
export type RegionPrices = z.output<typeof regionPrices>;

/** infra/prices/prices.json. */
const priceFile = z.strictObject({
  /** The day of the prices. */
  date: z.iso.date(),
  /** What is the same in every region. `npm run prices` leaves it as it is. */
  everywhere: z.strictObject({
    secretMonth: price,
    hostedZoneMonth: price,
    /** An alarm on one metric. */
    alarmMonth: price,
    /** How many of these an account has for nothing. */
    freeAlarms: z.int(),
    /** An instance with a Compute Savings Plan of one year, nothing upfront, as a part of its price on demand. */
    savingsPlanFactor: price,
    /** A Spot instance, likewise. Its price changes by the hour, and differs between zones. */
    spotFactor: price,
    unconfirmed: z.array(z.enum(['alarmMonth', 'savingsPlanFactor', 'spotFactor'])),
  }),
  regions: z.record(z.string(), regionPrices),
});

/** A price that nobody may have read at a source. */
export type Unconfirmed = (RegionPrices['unconfirmed'] | PriceFile['everywhere']['unconfirmed'])[number];

/** The whole price file. */
export type PriceFile = z.output<typeof priceFile>;

/** The prices that estimates use. */
export const PRICES: PriceFile = z.parse(priceFile, file);
