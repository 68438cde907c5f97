/**
 * The budget thresholds that suspend the hosts, in multiples of the critical amount. After a resume the next one guards
 * the bill. `infra/billing/budget.yml` has the same ones in percent.
 */
export const THRESHOLD_MULTIPLES: readonly number[] = [1, 1.5, 2, 3, 5];

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
