import { formatSizes, parseSizes, type Sizes } from '../aws/sizes.ts';

/** Who wanted a host suspended. */
export type Cause = 'budget' | 'operator';

/** The lines that stop the hosts, in times the critical one: after a resume the next one is what still guards. */
export const THRESHOLD_MULTIPLES: readonly number[] = [1, 1.5, 2, 3, 5];

/** The highest line of a month's bill that stopped a host, in times the critical one. */
export interface Threshold {
  readonly multiple: number;
  /** `2026-11`: the lines begin anew with each. */
  readonly month: string;
}

/** The month of a time, as bills have it: in UTC. */
export const monthOf = (time: Date): string => time.toISOString().slice(0, 'yyyy-mm'.length);

/** Whether a line says nothing that an earlier one of its month has not said. */
export const alreadyApplied = ({ multiple, month }: Threshold, earlier?: Threshold): boolean =>
  earlier?.month === month && multiple <= earlier.multiple;

/**
 * What is wanted of a host, since when, and to which sizes it returns: the one tag `hostkeeper:state`, because a write
 * is atomic only within a tag. `sizes` is absent where nobody knew them.
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
  | { readonly intent: 'resuming'; readonly sizes: Sizes; readonly since: Date; readonly threshold?: Threshold }
  | { readonly intent: 'unreadable'; readonly text: string };

/** The tag's value for a state, in characters that a tag value may hold. */
export const formatState = (state: Exclude<State, { intent: 'unreadable' }>): string => {
  const { intent, threshold } = state;
  const words = [
    intent,
    ...(intent === 'running' ? [] : [state.sizes ? formatSizes(state.sizes) : 'unknown']),
    ...(state.since ? [state.since.toISOString()] : []),
    ...(intent === 'suspended' ? [state.cause] : []),
    ...(threshold ? [`threshold:${threshold.multiple}@${threshold.month}`] : []),
  ];
  return words.join(' ');
};

/** Reads the tag; no tag is a host that runs. What a person garbled is `unreadable`, never a guess. */
export const parseState = (text: string | undefined): State => {
  if (text === undefined || text === 'running') return { intent: 'running' };
  const [, body = text, multiple, month = ''] = /^(.*) threshold:(\d+(?:\.\d+)?)@(\d{4}-\d\d)$/.exec(text) ?? [];
  const threshold = multiple === undefined ? {} : { threshold: { multiple: Number(multiple), month } };
  const [intent = '', ...words] = body.split(' ');
  const time = words[intent === 'running' ? 0 : 1] ?? '';
  const since = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) ? time : Number.NaN);
  if (Number.isNaN(since.getTime())) return { intent: 'unreadable', text };
  if (intent === 'running' && words.length === 1) return { intent, since, ...threshold };
  const sizes = parseSizes(words[0] ?? '');
  if (intent === 'resuming' && sizes && words.length === 2) return { intent, sizes, since, ...threshold };
  const [, , cause] = words;
  const known = sizes !== undefined || words[0] === 'unknown';
  if (intent === 'suspended' && known && (cause === 'budget' || cause === 'operator') && words.length === 3) {
    return { intent, since, cause, ...(sizes && { sizes }), ...threshold };
  }
  return { intent: 'unreadable', text };
};
