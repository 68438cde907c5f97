import { Argument } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { sharedInput } from './cli/options.ts';
import { unenrollOutput } from './schemas.ts';
import { renderUnenroll } from './unenroll/render.ts';

/** `hostkeeper unenroll`: removes hostkeeper's hooks and its own tags from a group. */
export const unenroll = () =>
  createCommand({
    name: 'unenroll',
    summary: "remove hostkeeper's hooks and its own tags from the group of a host",
    description:
      'Everything else stays: the other tags, the volume, the address, the records with the TXT records beside them, the ' +
      'sizes. Resume a stopped host first, or its group stays at 0/0/0. An instance that launches or terminates is ' +
      'awaited first, for up to 20 minutes. It asks before it changes anything.',
    arguments: [new Argument('<host>', 'the name of the host')],
    examples: [
      ['unenroll blog --dry-run', 'what would be removed'],
      ['unenroll blog', 'hostkeeper no longer manages blog'],
    ],
    input: z.extend(sharedInput, { host: z.string().check(z.minLength(1, 'must not be empty')) }),
    output: unenrollOutput,
    render: renderUnenroll,
    load: () => import('./unenroll/run.ts'),
  });
