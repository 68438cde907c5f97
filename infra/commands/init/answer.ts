import * as z from 'zod/mini';

import type { Context } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';

/** Something that `init` has to know. */
export interface Question {
  /** The option that answers it: `--email`. */
  readonly option: string;
  /** What is asked at the terminal. */
  readonly text: string;
  /** A valid answer. */
  readonly example: string;
  /** What an empty reply stands for. */
  readonly fallback?: string | undefined;
  /** What is wrong with an answer, as the end of a sentence; `undefined` if nothing is. */
  readonly problemOf: (answer: string) => string | undefined;
}

/** The check of an answer by the schema of its parameter or setting. */
export const problemBy =
  (schema: z.ZodMiniType) =>
  (answer: string): string | undefined =>
    z.safeParse(schema, answer).error?.issues[0]?.message;

/**
 * The answer: the value of the option; else the reply at the terminal, where an empty one stands for the default; else the
 * default. An answer that is wrong is asked again with the reason. Throws a UsageError where nobody can be asked.
 */
export const answer = async (
  { option, text, example, fallback, problemOf }: Question,
  typed: string | undefined,
  { ask, note }: Pick<Context<never>, 'ask' | 'note'>,
): Promise<string> => {
  const prompt = fallback === undefined || fallback === '' ? `${text}: ` : `${text} [${fallback}]: `;
  let given = typed;
  for (;;) {
    given ??= ask ? (await ask(prompt)) || fallback : fallback;
    const problem = given === undefined ? 'is missing' : problemOf(given);
    if (given !== undefined && problem === undefined) return given;
    const sentence = `${option} ${problem}. Give it like this: ${option} ${example}`;
    if (!ask) throw new UsageError(sentence);
    note(sentence);
    given = undefined;
  }
};
