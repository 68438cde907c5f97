import type * as z from 'zod/mini';

import { renderErrors } from '../cli/render-errors.ts';
import { paint, type Style } from '../cli/style.ts';
import type { checkOutput } from '../schemas.ts';

/** What `check` prints. */
export type CheckOutput = z.output<typeof checkOutput>;

const LEVELS = { error: 'bad', todo: 'busy', ok: 'good' } as const satisfies Record<string, Style>;

/** The findings that prevent a deployment. */
export const errorsOf = ({ regions }: CheckOutput): readonly unknown[] =>
  regions.flatMap(({ findings }) => findings.filter(({ level }) => level === 'error'));

/** The findings of each region, and how many prevent a deployment. */
export const renderCheck = (output: CheckOutput): string => {
  const count = errorsOf(output).length + output.errors.length;
  return [
    ...output.regions.flatMap(({ region, findings }) => [
      paint('title', region),
      ...findings.map(({ level, text }) => `  ${paint(LEVELS[level], level.padEnd(5))} ${text}`),
    ]),
    ...renderErrors(output.errors),
    count === 0 ? 'Nothing prevents a deployment.' : `${count} of these prevent a deployment.`,
  ].join('\n');
};
