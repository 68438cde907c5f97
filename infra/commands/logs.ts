import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { flag, sharedInput } from './cli/options.ts';
import { renderLogs } from './logs/render.ts';
import { parseSince } from './logs/since.ts';
import { logsOutput } from './schemas.ts';

/** `hostkeeper logs`: reads only. */
export const logs = () =>
  createCommand({
    name: 'logs',
    summary: 'show what the functions of the control plane logged',
    arguments: [new Argument('[function]', 'one function, such as reconcile; every function where none is named')],
    options: [
      new Option('--since <time>', 'from when on: 90s, 15m, 1h, 2d, or a time like 2026-11-14T12:00:00Z').default('1h'),
      new Option('--follow', 'go on printing new lines, until Ctrl-C'),
    ],
    examples: [
      ['logs', 'what all functions logged within the last hour'],
      ['logs reconcile --since 15m --follow', 'one function, and what it logs from now on'],
    ],
    input: z.extend(sharedInput, {
      function: z.optional(z.string()),
      since: z
        .string()
        .check(
          z.refine((text) => parseSince(text, new Date()) !== undefined, 'must be like 90s, 15m, 1h, 2d or 2026-11-14'),
        ),
      follow: flag,
    }),
    output: logsOutput,
    render: renderLogs('Nothing was logged in this time.'),
    load: () => import('./logs/run.ts'),
  });
