const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `15m`, `1h`, `2d` as that long before `now`, or a time like 2026-11-14T12:00:00Z; `undefined` for anything else. */
export const parseSince = (text: string, now: Date): Date | undefined => {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const milliseconds = UNIT_MILLISECONDS[unit];
  if (count !== undefined && milliseconds !== undefined) return new Date(now.getTime() - Number(count) * milliseconds);
  const time = new Date(/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? text : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
};
