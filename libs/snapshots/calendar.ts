import type { RetentionRule } from '../hosts/retention-policy.ts';
import { addDays, type LocalTime } from './local-time.ts';

const isoDate = (local: number): string => new Date(local).toISOString().slice(0, 'yyyy-mm-dd'.length);

/** The days since the Monday of a local time's week, as ISO 8601 counts them. */
const daysSinceMonday = (local: number): number => (new Date(local).getUTCDay() + 6) % 7;

/**
 * The period of each rule that an instant is in, by the calendar of the zone. An hour is one of UTC, of which a zone has none
 * twice. `last` has no period.
 */
export const PERIODS: Readonly<Record<Exclude<RetentionRule, 'last'>, (instant: Date, zone: LocalTime) => string>> = {
  hourly: (instant) => instant.toISOString().slice(0, 'yyyy-mm-ddThh'.length),
  daily: (instant, { localOf }) => isoDate(localOf(instant)),
  weekly: (instant, { localOf }) => {
    const local = localOf(instant);
    return `of ${isoDate(addDays(local, -daysSinceMonday(local)))}`;
  },
  monthly: (instant, { localOf }) => isoDate(localOf(instant)).slice(0, 'yyyy-mm'.length),
  yearly: (instant, { localOf }) => isoDate(localOf(instant)).slice(0, 'yyyy'.length),
};
