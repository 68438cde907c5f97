import { hoursSince } from '../controller/time.ts';
import type { Bill } from '../hosts/bill.ts';
import { centsOf, formatUsd } from '../hosts/money.ts';
import { monthOf, multipleOfAmount } from '../hosts/thresholds.ts';

/** A point of the metric `EstimatedCharges`, in USD. */
export interface ChargesPoint {
  /** The beginning of its period. */
  readonly startsAt: Date;
  /** The end of its period. */
  readonly endsAt: Date;
  readonly value: number;
}

/** The limits that the owner has set. */
export interface BillLimits {
  /** The critical amount of a month. */
  readonly criticalCents: number;
  /** From this multiple of the critical amount on, a figure is taken for an error of AWS. */
  readonly implausibleFactor: number;
}

/** Hours of the metric that are read: the day before, and the same of last month while a month is new. */
export const HOURS_READ = 48;

/** An older point says nothing of today. */
const MAX_AGE_HOURS = 24;

/** Hours of a month in which the metric may still carry last month's charges. */
const ROLLOVER_HOURS = 24;

/**
 * The points of a month that are of its own charges. In its first day they may still be last month's, until they have
 * fallen by half or more: AWS begins a month at zero. A metric without a point of last month carries none of its charges.
 */
const withoutLastMonth = (
  points: readonly ChargesPoint[],
  before: ChargesPoint | undefined,
  now: Date,
): readonly ChargesPoint[] => {
  if (!before) return points;
  const fallen = points.findIndex(({ value }) => value <= before.value / 2);
  if (fallen >= 0) return points.slice(fallen);
  return hoursSince(new Date(`${monthOf(now)}-01T00:00:00Z`), now) < ROLLOVER_HOURS ? [] : points;
};

/** What the bill says, with the reason for a notification: whole sentences, and the same as a clause. */
export interface EvaluatedBill extends Bill {
  readonly why: string;
  readonly cause: string;
}

/** Evaluates the points of the metric, oldest first. */
export const evaluateBill = (
  points: readonly ChargesPoint[],
  { criticalCents, implausibleFactor }: BillLimits,
  now: Date,
): EvaluatedBill => {
  const unknown = { points: [], why: 'The charges of this month are not known.', cause: 'charges unknown' };
  const month = monthOf(now);
  const before = points.findLast(({ endsAt }) => monthOf(endsAt) < month);
  const inMonth = points.filter(({ endsAt }) => monthOf(endsAt) === month);
  const ofMonth = withoutLastMonth(inMonth, before, now);
  const newest = ofMonth.at(-1);
  if (!newest || hoursSince(newest.endsAt, now) > MAX_AGE_HOURS) return unknown;
  const cents = centsOf(newest.value);
  const multiple = multipleOfAmount(cents, criticalCents) ?? 0;
  const times = multiple > 1 ? `${multiple} times ` : '';
  const why = `The estimated charges of this month (${formatUsd(cents)}) have passed ${times}the critical amount of ${formatUsd(criticalCents)}. This pass has read them from the billing metric.`;
  const cause = `month's charges ${formatUsd(cents)} passed ${formatUsd((multiple || 1) * criticalCents)}`;
  if (cents >= criticalCents * implausibleFactor) {
    const question = `AWS's estimate of the charges is at least ${implausibleFactor} times the critical amount, which this account cannot have spent`;
    return { points: [], question, why, cause: `an estimate of ${formatUsd(cents)} is implausible` };
  }
  return {
    points: ofMonth.map(({ startsAt, endsAt, value }) => ({
      startsAt,
      endsAt,
      multiple: multipleOfAmount(centsOf(value), criticalCents) ?? 0,
    })),
    why,
    cause,
  };
};
