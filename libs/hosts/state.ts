import { formatSizes, parseSizes, type Sizes } from '../aws/sizes.ts';
import { normalWord } from './tag-values.ts';
import { formatThreshold, splitThreshold, type Threshold } from './thresholds.ts';

const CAUSES = ['budget', 'operator', 'restore'] as const;

/** Who suspended a host. One that a restore has suspended is resumed at its end, unless another cause takes its place. */
export type Cause = (typeof CAUSES)[number];

/**
 * The tag `hostkeeper:state`: the intent for a host, since when, and the sizes to return to. One tag holds all of it,
 * because a write is atomic only within a tag. `sizes` is absent where they are unknown.
 */
export type State =
  | { readonly intent: 'running'; readonly since?: Date; readonly threshold?: Threshold }
  | {
      readonly intent: 'suspended';
      readonly sizes?: Sizes;
      readonly since: Date;
      readonly cause: Cause;
      readonly threshold?: Threshold;
    }
  | {
      readonly intent: 'resuming';
      readonly sizes: Sizes;
      readonly since: Date;
      /** Present where a restore resumes the host, rather than a person. */
      readonly cause?: 'restore';
      readonly threshold?: Threshold;
    }
  | { readonly intent: 'unreadable'; readonly text: string };

/** The tag's value, in characters that a tag value may hold. */
export const formatState = (state: Exclude<State, { intent: 'unreadable' }>): string => {
  const { intent, threshold } = state;
  const words = [
    intent,
    ...(intent === 'running' ? [] : [state.sizes ? formatSizes(state.sizes) : 'unknown']),
    ...(state.since ? [state.since.toISOString()] : []),
    ...(intent === 'running' || state.cause === undefined ? [] : [state.cause]),
    ...(threshold ? [formatThreshold(threshold)] : []),
  ];
  return words.join(' ');
};

/**
 * Parses the tag, however it is spaced and capitalized. Without it the host runs; an invalid value, the empty one included,
 * is `unreadable`, never guessed at.
 */
export const parseState = (text: string | undefined): State => {
  if (text === undefined) return { intent: 'running' };
  const { rest, ...threshold } = splitThreshold(normalWord(text));
  const [intent = '', ...words] = rest.trim().split(/\s+/);
  if (intent === 'running' && words.length === 0) return { intent, ...threshold };
  const time = (words[intent === 'running' ? 0 : 1] ?? '').toUpperCase();
  const since = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) ? time : Number.NaN);
  if (Number.isNaN(since.getTime())) return { intent: 'unreadable', text };
  if (intent === 'running' && words.length === 1) return { intent, since, ...threshold };
  const sizes = parseSizes(words[0] ?? '');
  const cause = CAUSES.find((word) => word === words[2]);
  if (words.length > (cause ? 3 : 2)) return { intent: 'unreadable', text };
  if (intent === 'resuming' && sizes && cause === undefined) return { intent, sizes, since, ...threshold };
  if (intent === 'resuming' && sizes && cause === 'restore') return { intent, sizes, since, cause, ...threshold };
  const hasSizes = sizes !== undefined || words[0] === 'unknown';
  if (intent === 'suspended' && hasSizes && cause !== undefined) {
    return { intent, since, cause, ...(sizes && { sizes }), ...threshold };
  }
  return { intent: 'unreadable', text };
};
