const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** An age in words: `25 minutes`, `4 hours`, `3 days`. */
export const describeAge = (minutes: number): string => {
  if (minutes < 60) return plural(Math.round(minutes), 'minute');
  if (minutes < 48 * 60) return plural(Math.round(minutes / 60), 'hour');
  return plural(Math.round(minutes / (24 * 60)), 'day');
};

/** A duration in words: `45 seconds`, `3 minutes 20 seconds`. */
export const describeDuration = (seconds: number): string => {
  const rest = Math.round(seconds) % 60;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes === 0) return plural(rest, 'second');
  return rest === 0 ? plural(minutes, 'minute') : `${plural(minutes, 'minute')} ${plural(rest, 'second')}`;
};
