import { normalWord } from './tag-values.ts';

/** The units of a retention policy, by the letters of its tag. `last` counts snapshots, the others count periods. */
const UNITS = { last: 'last', h: 'hourly', d: 'daily', w: 'weekly', m: 'monthly', y: 'yearly' } as const;

/** A rule of a retention policy. */
export type RetentionRule = (typeof UNITS)[keyof typeof UNITS];

/** How many snapshots each rule keeps. A rule that the policy does not name keeps none. */
export type RetentionPolicy = Readonly<Partial<Record<RetentionRule, number>>>;

/** The largest count of one rule; a larger one is a typing error. */
const MAX_COUNT = 999;

/**
 * Parses a retention policy such as `7d 4w 6m`: a count and a unit each, with spaces or commas between them. `undefined`
 * for what is no policy, which then expires nothing: an empty one, a unit named twice, a count of 0.
 */
export const parseRetentionPolicy = (text: string): RetentionPolicy | undefined => {
  const words = normalWord(text).split(/[\s,]+/);
  const rules = words.map((word): readonly [RetentionRule, number] | undefined => {
    const [, count = '', unit = ''] = /^(\d{1,4})(last|[hdwmy])$/.exec(word) ?? [];
    const rule = Object.entries(UNITS).find(([letters]) => letters === unit)?.[1];
    return rule && Number(count) >= 1 && Number(count) <= MAX_COUNT ? [rule, Number(count)] : undefined;
  });
  const counts = new Map(rules.flatMap((rule) => (rule ? [rule] : [])));
  // A word that is no rule, and a rule that is named twice, leave fewer rules than words.
  return counts.size === words.length ? Object.fromEntries(counts) : undefined;
};
