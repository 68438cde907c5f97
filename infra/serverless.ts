import { splitWords } from '../libs/hosts/words.ts';
import type { TypedOptions } from './command-line.ts';

/**
 * What the Serverless Framework hands to a function in a `.cjs` file that `serverless.yml` refers to.
 * https://github.com/oss-serverless/serverless/blob/main/docs/guides/variables.md
 */
export interface Variables {
  /** The value of a variable such as `param:hostedZones`. Strings in a returned object may contain variables too. */
  readonly resolveVariable: (variable: string) => Promise<unknown>;
  /** What was typed after the command. */
  readonly options: TypedOptions;
}

/** The words of a parameter with commas. A value that is not text has none: infra/plugins/parameters.ts refuses it. */
export const wordsOf = (value: unknown): readonly string[] => (typeof value === 'string' ? splitWords(value) : []);

/** The text of a parameter by its name; a value that is not text counts as empty, and infra/plugins/parameters.ts refuses it. */
export const readText = async ({ resolveVariable }: Variables, name: string): Promise<string> => {
  const value = await resolveVariable(`param:${name}`);
  return typeof value === 'string' ? value.trim() : '';
};

/** The words of a parameter by its name. */
export const readWords = async ({ resolveVariable }: Variables, name: string): Promise<readonly string[]> =>
  wordsOf(await resolveVariable(`param:${name}`));
