import { addDays, type LocalTime } from './local-time.ts';

/** A time of day: `03:00`. */
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** The milliseconds of a time of day since midnight. Throws a RangeError for a text that is none. */
const millisecondsOf = (timeOfDay: string): number => {
  const [, hours, minutes] = TIME_OF_DAY.exec(timeOfDay) ?? [];
  if (hours === undefined || minutes === undefined) throw new RangeError(`"${timeOfDay}" is no time of day like 03:00`);
  return 60_000 * (60 * Number(hours) + Number(minutes));
};

/** A zone may skip a whole day, as Samoa did in 2011. */
const MAX_DAYS_BACK = 2;

/** The slot of the nightly snapshot: the latest instant, at or before now, at which it is this time of day in the zone. */
export const latestSlot = (now: Date, timeOfDay: string, { localOf, instantOf }: LocalTime): Date => {
  const midnight = new Date(localOf(now)).setUTCHours(0, 0, 0, 0);
  const time = midnight + millisecondsOf(timeOfDay);
  const slots = Array.from({ length: MAX_DAYS_BACK }, (_, days) => instantOf(addDays(time, -days)));
  return slots.find((slot) => slot <= now) ?? instantOf(addDays(time, -MAX_DAYS_BACK));
};
