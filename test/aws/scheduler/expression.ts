import { instantOf, wallTimeAt } from './time-zone.ts';

/** When a schedule runs next, after an instant; `undefined` for never. Both in milliseconds. */
export type NextRun = (after: number) => number | undefined;

/** The fields of `cron(...)`, in their order. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const FIELDS = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day-of-month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12 },
  { name: 'day-of-week', min: 1, max: 7 },
  { name: 'year', min: 1970, max: 2199 },
] as const;

const NAMES: Readonly<Record<string, readonly string[]>> = {
  month: ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  'day-of-week': ['', 'SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

type Field = (typeof FIELDS)[number];

const invalid = (expression: string): Error => new Error(`Invalid Schedule Expression ${expression}.`);

/** The values of one item of a field: `5`, `1-5`, `MON-FRI`, `*`, `?`, `0/15`, `1-31/2`. `undefined` for anything else. */
const valuesOf = (item: string, { name, min, max }: Field): readonly number[] | undefined => {
  const numberOf = (text: string): number => {
    const named = NAMES[name]?.indexOf(text.toUpperCase()) ?? -1;
    return named > 0 ? named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const [range = '', step] = item.split('/');
  const [from = '', to] = range.split('-');
  const isAny = range === '*' || range === '?';
  const begin = isAny ? min : numberOf(from);
  const end = isAny || (step !== undefined && to === undefined) ? max : numberOf(to ?? from);
  const by = step === undefined ? 1 : Number(step);
  if (!(begin >= min && end <= max && begin <= end && by >= 1)) return undefined;
  return Array.from({ length: Math.floor((end - begin) / by) + 1 }, (_, index) => begin + by * index);
};

const ordered = (values: ReadonlySet<number>): readonly number[] => [...values].toSorted((a, b) => a - b);

const DAY = 86_400_000;

/** No clock is put back by more. */
const MAX_SHIFT = 3 * 3_600_000;

/** How far ahead a run is looked for: a schedule of the 29th of February runs after eight years at most. */
const MAX_DAYS = 366 * 9;

/**
 * The runs of `cron(...)` in a time zone: a local time that does not exist is skipped, and one that exists twice runs once.
 * https://repost.aws/knowledge-center/eventbridge-scheduler-adjust-dst
 */
const cronRuns = (expression: string, timeZone: string): NextRun => {
  const items = expression.slice('cron('.length, -1).trim().split(/\s+/);
  const fields = FIELDS.map((field, index) =>
    (items[index] ?? '').split(',').map((item) => {
      const values = valuesOf(item, field);
      if (!values) throw invalid(expression);
      return values;
    }),
  );
  // One of the two days must be open: AWS accepts no schedule that names both.
  if (items.length !== FIELDS.length || (items[2] === '?') === (items[4] === '?')) throw invalid(expression);
  const [minutes, hours, days, months, weekdays, years] = fields.map((lists) => new Set(lists.flat()));
  if (!minutes || !hours || !days || !months || !weekdays || !years) throw invalid(expression);

  return (after) => {
    const now = wallTimeAt(timeZone, after);
    const today = Math.floor(now / DAY) * DAY;
    for (let day = today; day < today + MAX_DAYS * DAY; day += DAY) {
      const date = new Date(day);
      const isDay =
        days.has(date.getUTCDate()) &&
        months.has(date.getUTCMonth() + 1) &&
        weekdays.has(date.getUTCDay() + 1) &&
        years.has(date.getUTCFullYear());
      if (!isDay) continue;
      for (const hour of ordered(hours))
        for (const minute of ordered(minutes)) {
          const wallTime = day + 3_600_000 * hour + 60_000 * minute;
          const instant = wallTime < now - MAX_SHIFT ? undefined : instantOf(timeZone, wallTime);
          if (instant !== undefined && instant > after) return instant;
        }
    }
    return undefined;
  };
};

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: DAY };

/** The runs of `rate(...)`: the first at once, as a schedule without a start date has it. */
const rateRuns = (expression: string, createdAt: number): NextRun => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const period = Number(count) * (UNITS[unit] ?? 0);
  if (!(period > 0)) throw invalid(expression);
  return (after) => createdAt + period * Math.max(0, Math.floor((after - createdAt) / period) + 1);
};

/** The runs of a schedule that is created at an instant. Throws for an expression that is invalid, or for one time only. */
export const runsOf = (expression: string, timeZone: string, createdAt: number): NextRun => {
  if (/^cron\(.*\)$/.test(expression)) return cronRuns(expression, timeZone);
  if (expression.startsWith('at(')) throw new Error(`The simulator does not support the schedule ${expression}.`);
  return rateRuns(expression, createdAt);
};
