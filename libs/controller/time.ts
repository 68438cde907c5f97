/** Seconds from `since` to `now`, with fractions. */
export const secondsSince = (since: Date, now: Date): number => (now.getTime() - since.getTime()) / 1000;

/** Minutes from `since` to `now`, with fractions. */
export const minutesSince = (since: Date, now: Date): number => secondsSince(since, now) / 60;

/** Hours from `since` to `now`, with fractions. */
export const hoursSince = (since: Date, now: Date): number => minutesSince(since, now) / 60;
