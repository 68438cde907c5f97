/** Lambda ends every run by then. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
export const MAX_RUN_MINUTES = 15;

/** The latest of these times; `undefined` when there is none. */
export const latestOf = (times: readonly (Date | undefined)[]): Date | undefined =>
  times.flatMap((time) => time ?? []).toSorted((a, b) => b.getTime() - a.getTime())[0];

/** Seconds from `since` to `now`, with fractions. */
export const secondsSince = (since: Date, now: Date): number => (now.getTime() - since.getTime()) / 1000;

/** Minutes from `since` to `now`, with fractions. */
export const minutesSince = (since: Date, now: Date): number => secondsSince(since, now) / 60;

/** Hours from `since` to `now`, with fractions. */
export const hoursSince = (since: Date, now: Date): number => minutesSince(since, now) / 60;
