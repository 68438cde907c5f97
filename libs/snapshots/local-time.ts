const MILLISECONDS_OF_DAY = 86_400_000;

/** The calendar and the clock of a time zone. Local times are milliseconds as `Date.UTC` counts them. */
export interface LocalTime {
  /** What the clock of the zone shows at an instant. */
  readonly localOf: (instant: Date) => number;
  /**
   * The instant of a local time. One that the clock shows twice is the first of the two; one that it skips is as much later
   * as the clock skips: 02:30 is then 03:30. Temporal calls this "compatible".
   * https://tc39.es/proposal-temporal/docs/timezone.html
   */
  readonly instantOf: (local: number) => Date;
}

/** Reads the clock of a time zone of the IANA database, such as `Europe/Berlin`. Throws a RangeError for any other name. */
export const createLocalTime = (timeZone: string): LocalTime => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const localOf = (instant: Date): number => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
  const offsetAt = (time: number): number => localOf(new Date(time)) - (time - (time % 1000));
  return {
    localOf,
    instantOf: (local) => {
      const offsets = [offsetAt(local - MILLISECONDS_OF_DAY), offsetAt(local + MILLISECONDS_OF_DAY)];
      const candidates = offsets.map((offset) => local - offset).toSorted((a, b) => a - b);
      const [latest = local] = candidates.toReversed();
      return new Date(candidates.find((candidate) => localOf(new Date(candidate)) === local) ?? latest);
    },
  };
};

/** A local time some days later; earlier where there are fewer than none. */
export const addDays = (local: number, days: number): number => local + days * MILLISECONDS_OF_DAY;
