import type { State } from './state.ts';
import { alreadyApplied, latestThreshold, monthOf, type Threshold } from './thresholds.ts';

/** A point of the month's charges: the highest multiple of the critical amount that it has reached, 0 below the first. */
interface BillPoint {
  /** When the period began in which AWS published it. */
  readonly startsAt: Date;
  /** When that period ended. */
  readonly endsAt: Date;
  readonly multiple: number;
}

/**
 * What a pass knows of the bill. Without points it knows nothing, and stops nothing.
 */
export interface Bill {
  /** The points of this month, oldest first. */
  readonly points: readonly BillPoint[];
  /** Why a person must decide whether the amount is true: a clause, the same for every such amount. */
  readonly question?: string;
}

const toThreshold = (point: BillPoint | undefined): Threshold | undefined =>
  point && point.multiple > 0 ? { multiple: point.multiple, month: monthOf(point.endsAt) } : undefined;

/** The highest threshold that the bill has passed this month; `undefined` below the first, and where it is not known. */
export const thresholdOf = (bill: Bill | undefined): Threshold | undefined => toThreshold(bill?.points.at(-1));

/**
 * The threshold that the bill has passed since a host has its state: neither recorded in it, nor passed before it.
 * `undefined` when there is none.
 */
export const newThreshold = (bill: Bill, state: State): Threshold | undefined => {
  const threshold = thresholdOf(bill);
  if (state.intent === 'unreadable') return threshold;
  const { since } = state;
  const before = since && bill.points.findLast(({ endsAt }) => endsAt <= since);
  const known = latestThreshold(state.threshold, toThreshold(before));
  return threshold && !alreadyApplied(threshold, known) ? threshold : undefined;
};

/** Whether the bill had certainly not passed a threshold at a time: the period in which AWS first published it began later. */
export const isBeforeThreshold = (bill: Bill, { multiple }: Threshold, time: Date): boolean => {
  const first = bill.points.find((point) => point.multiple >= multiple);
  return first !== undefined && time < first.startsAt;
};
