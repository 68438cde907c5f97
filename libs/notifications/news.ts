import type { HostRef, Result } from '../controller/result.ts';
import type { OperatorCommand } from './commands.ts';
import type { Recorded } from './history.ts';

/**
 * How one kind of news is worded. In every text `{hosts}` stands for the names, and `{is|are}` for the word that fits
 * one host or several.
 */
export interface NewsKind {
  /** Position in a message: problems come first. */
  readonly order: number;
  /** Begins in lower case: several kinds may share a subject. */
  readonly subject: string;
  /** What happened, and what it means for the service: a sentence of the first line. */
  readonly lead: string;
  readonly heading: string;
  /** What is unchanged, what happens next without the reader, and what the reader should do: whole sentences. */
  readonly outlook: string;
  /** That there is nothing to undo: said where the hosts have no command. Absent where the outlook says it, or they always have one. */
  readonly noUndo?: string;
}

/** A command that a notification suggests: one of the operator's, or a line that fixes a problem. */
export interface Suggestion {
  /** What the command is for: `To resume {hosts}`. */
  readonly purpose: string;
  /** What the command is for without names, of one region: `To resume every stopped host`. Absent where it needs names. */
  readonly all?: string;
  readonly command: OperatorCommand | string;
}

/** What a message may say about one host. About one that could not be observed nothing is recorded. */
export interface NewsItem extends Recorded {
  readonly kind: NewsKind;
  readonly target: HostRef;
  /** The sentence of the list, without the host's name. */
  readonly reason: string;
  /** A clause for the subject. */
  readonly detail: string;
  /** What was done to the host, each action with its reason. */
  readonly actions: readonly string[];
  readonly suggestions: readonly Suggestion[];
}

/** Actions, each with its reason; `labels` has the words for each. */
export const describeActions = (
  actions: Result['actions'],
  labels: Readonly<Record<string, string>>,
): readonly string[] => actions.map(({ action, reason }) => `${labels[action] ?? action} (${reason})`);

/** The command that a refusal names, as a suggestion. */
export const fixOf = ({ command }: Pick<Result, 'command'>): readonly Suggestion[] =>
  command === undefined ? [] : [{ purpose: 'To fix {hosts}', command }];

/** What a message says besides its items. */
export interface Header {
  readonly stage: string;
  /** Why the run took place, in whole sentences. */
  readonly why?: string | undefined;
  /** The same as a clause for the subject. */
  readonly cause?: string | undefined;
}
