import { Option } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { hostArgument, hostInput } from './cli/options.ts';
import { renderRestore } from './restore/render.ts';
import { restoreOutput } from './schemas.ts';

const id = (prefix: string) =>
  z.optional(
    z.string().check(z.regex(new RegExp(`^${prefix}-[0-9a-f]+$`), `must be an id like ${prefix}-0123456789abcdef0`)),
  );

/** What may be typed. Which of the four sources is given, the function checks. */
const input = z.extend(hostInput, {
  latest: z.optional(z.literal(true)),
  at: z.optional(z.string()),
  snapshot: id('snap'),
  volume: id('vol'),
  zone: z.optional(z.string()),
  fast: z.optional(z.union([z.literal(true), z.coerce.number()])),
  reason: z.optional(z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(500))),
  wait: z.boolean(),
});

/** `hostkeeper restore`: invokes the function restore. */
export const restore = () =>
  createCommand({
    name: 'restore',
    summary: 'bring the data of a host back from a snapshot, or from a volume that a restore has retired',
    description:
      'It says what it is about to do, for how long and for how much, and asks. The service is offline for some minutes. The ' +
      'old volume is retired and kept: no volume and no snapshot is deleted. It follows the host until the restore is over; ' +
      'Ctrl-C ends only the following. In the outage of a zone, restore to the other one with --zone.',
    arguments: [hostArgument()],
    options: [
      new Option('--latest', 'from the newest snapshot'),
      new Option('--at <time>', 'from the newest snapshot at or before a time in UTC, like 2026-11-20T03:00Z'),
      new Option('--snapshot <id>', 'from this snapshot'),
      new Option('--volume <id>', 'from a volume that a restore has retired: this undoes that restore'),
      new Option('--zone <name>', 'in another availability zone (default: where its data is)'),
      new Option('--fast [MiB/s]', 'have AWS load the whole volume at 100 to 300 MiB/s, for money (default: 300)'),
      new Option('--reason <text>', 'why: the notification begins with it (default: who did it)'),
      new Option('--no-wait', 'return when the function has answered, and do not follow the host'),
    ],
    examples: [
      ['restore blog --latest --dry-run', 'what would be done, for how long and for how much'],
      ['restore blog --at 2026-11-20T03:00Z', 'the data of that night'],
      ['restore blog --latest --zone us-east-1b', 'in another zone'],
      ['restore blog --volume vol-0123456789abcdef0', 'back to the data before a restore'],
    ],
    input,
    output: restoreOutput,
    render: renderRestore,
    load: () => import('./restore/run.ts'),
  });

/** What was typed after `hostkeeper restore`. */
export type RestoreInput = z.output<typeof input>;
