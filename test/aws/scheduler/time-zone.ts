/** A date and a time of day as a clock on a wall shows them, as if it showed UTC: in milliseconds. */
export type WallTime = number;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for a time zone that there is not. */
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(timeZone, format);
  return format;
};

/** What a clock on a wall shows at an instant, to the minute. */
export const wallTimeAt = (timeZone: string, instant: number): WallTime => {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day, hour, minute] = (['year', 'month', 'day', 'hour', 'minute'] as const).map((type) =>
    parts.get(type),
  );
  return Date.UTC(year, month - 1, day, hour, minute);
};

const DAY = 86_400_000;

/** The first instant at which a clock on a wall shows a time; `undefined` for a time that is skipped in spring. */
export const instantOf = (timeZone: string, wallTime: WallTime): number | undefined => {
  const offsets = [wallTime - DAY, wallTime + DAY].map((instant) => wallTimeAt(timeZone, instant) - instant);
  return offsets
    .map((offset) => wallTime - offset)
    .toSorted((a, b) => a - b)
    .find((instant) => wallTimeAt(timeZone, instant) === wallTime);
};
