import type * as z from 'zod/mini';

import type { Context } from '../cli/command.ts';
import { readOr } from '../cli/read-or.ts';
import type { StageSetting } from '../cli/stages-file.ts';
import type { initOutput } from '../schemas.ts';
import type { InitInput } from './input.ts';

/** What `init` prints. */
export type InitOutput = z.output<typeof initOutput>;

/** What the questions are asked with. */
export interface Interview {
  readonly typed: InitInput;
  readonly context: Context<InitOutput>;
  /** Where the host or the group is. */
  readonly region: string;
  /** What infra/stages.yml has for the stage already, with `default` under it. */
  readonly current: Readonly<Record<string, unknown>>;
}

/** What was answered. */
export interface Answers {
  /** The settings by their paths within the stage. */
  readonly settings: readonly StageSetting[];
  /** The commands that follow, as they are typed after `npm run hostkeeper --`. */
  readonly next: readonly string[];
}

/** A setting of the stage that is there already, as text; `undefined` where there is none. */
export const currentText = (settings: unknown, name: string): string | undefined => {
  const value = typeof settings === 'object' && settings !== null ? Reflect.get(settings, name) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

/** Reads from AWS what only makes answers easier: where it cannot be read, that is said, and this stands for it. */
export const readIfPossible = <T>(
  { context: { note }, region }: Interview,
  what: string,
  read: () => Promise<T>,
  fallback: T,
): Promise<T> =>
  readOr(what, region, read, (sentence) => {
    note(sentence);
    return fallback;
  });
