/**
 * The budget thresholds that suspend the hosts, in multiples of the critical amount. After a resume the next one guards
 * the bill. `infra/control-plane/billing/budget.yml` has the same ones in percent.
 */
export const THRESHOLD_MULTIPLES: readonly number[] = [1, 1.5, 2, 3, 5];

/** AWS prints a threshold with two decimals, and half a cent either way. */
const PRINTED_CENTS = 1;

/**
 * The highest multiple of the critical amount that an amount has reached; `undefined` below the first. Both are in cents.
 * Every multiple is a number of halves, so the products are exact.
 */
export const multipleOfAmount = (cents: number, criticalCents: number): number | undefined =>
  THRESHOLD_MULTIPLES.findLast((multiple) => multiple * criticalCents <= cents);

/**
 * The multiple that a printed threshold stands for: the nearest one that differs by a cent at most, because 1.5 times
 * 33.35 USD is printed as 50.02 or 50.03; otherwise the highest below it, which is not `exact`. `undefined` below the first.
 */
export const multipleOfThreshold = (
  cents: number,
  criticalCents: number,
): { readonly multiple: number; readonly exact: boolean } | undefined => {
  const differenceOf = (multiple: number) => Math.abs(multiple * criticalCents - cents);
  const [nearest = 1] = THRESHOLD_MULTIPLES.toSorted((a, b) => differenceOf(a) - differenceOf(b));
  if (differenceOf(nearest) <= PRINTED_CENTS) return { multiple: nearest, exact: true };
  const multiple = multipleOfAmount(cents, criticalCents);
  return multiple === undefined ? undefined : { multiple, exact: false };
};

/** The highest threshold that suspended a host. */
export interface Threshold {
  /** In multiples of the critical amount. */
  readonly multiple: number;
  /** The month of the bill, as `2026-11`; every month starts again at the first threshold. */
  readonly month: string;
}

/** The billing month of a time. AWS bills in UTC. */
export const monthOf = (time: Date): string => time.toISOString().slice(0, 'yyyy-mm'.length);

/** Whether an earlier threshold of the same month covers this one. */
export const alreadyApplied = ({ multiple, month }: Threshold, earlier?: Threshold): boolean =>
  earlier?.month === month && multiple <= earlier.multiple;

/** The next multiple that suspends a host this month; `undefined` after the last. */
export const nextMultiple = (earlier: Threshold | undefined, now: Date): number | undefined =>
  THRESHOLD_MULTIPLES.find((multiple) => !alreadyApplied({ multiple, month: monthOf(now) }, earlier));

/** The higher of two thresholds of a month; the newer one when the months differ. */
export const latestThreshold = (earlier?: Threshold, newer = earlier): Threshold | undefined =>
  newer && alreadyApplied(newer, earlier) ? earlier : newer;

const PATTERN = /^(.*) threshold:(\d+(?:\.\d+)?)@(\d{4}-\d\d)$/;

/** The last words of the state tag: ` threshold:1.5@2026-11`. */
export const formatThreshold = ({ multiple, month }: Threshold): string => `threshold:${multiple}@${month}`;

/** Splits the threshold off the end of a state tag. */
export const splitThreshold = (text: string): { readonly rest: string; readonly threshold?: Threshold } => {
  const [, rest = text, multiple, month = ''] = PATTERN.exec(text) ?? [];
  return { rest, ...(multiple !== undefined && { threshold: { multiple: Number(multiple), month } }) };
};
