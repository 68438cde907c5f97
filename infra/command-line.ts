import { EXIT_CODES } from './commands/cli/exit-codes.ts';

/** What is typed after a command of the Serverless Framework, as far as it is checked here. */
export interface TypedOptions {
  readonly stage?: string | null;
  readonly region?: string | null;
  /** `NAME=VALUE` of each `--param`. */
  readonly param?: readonly string[] | null;
}

/**
 * Ends the process with these sentences on the standard error, if there are any. The framework would print an error of ours
 * among lines of its own.
 */
export const refuse = (problems: readonly string[]): void => {
  if (problems.length === 0) return;
  console.error(problems.join('\n'));
  process.exit(EXIT_CODES.usage);
};

/** The names of the parameters that were typed. */
export const typedNames = ({ param }: TypedOptions): readonly string[] =>
  (param ?? []).map((text) => text.replace(/=.*$/s, ''));

/** What the framework itself would refuse once for every value that depends on it. */
export const commandLineProblems = ({ stage, param }: TypedOptions): readonly string[] => [
  ...(stage == null || /^[A-Za-z0-9-]+$/.test(stage)
    ? []
    : [`The stage ${stage} has characters other than letters, digits and hyphens.`]),
  ...(param ?? [])
    .filter((text) => !/^\w+=./.test(text))
    .map((text) => `The parameter ${text.replace(/\W.*$/s, '')} has no value. Give it like this: --param=NAME=VALUE`),
];
