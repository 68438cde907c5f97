import { Argument } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { sharedInput } from './cli/options.ts';
import { snapshotsOutput } from './schemas.ts';
import { renderSnapshots } from './snapshots/render.ts';

/** `hostkeeper snapshots`: reads only. */
export const snapshots = () =>
  createCommand({
    name: 'snapshots',
    summary: 'list the snapshots of hosts, with why each is kept or will be deleted',
    description:
      'Copies in the second region are listed too. The price is the most that they can cost: AWS bills a snapshot for what ' +
      'has changed since the one before. It changes nothing.',
    arguments: [new Argument('[host...]', 'the names of hosts; all where none is named')],
    examples: [
      ['snapshots blog', 'those of one host'],
      ['snapshots --json', 'all of them, for a script'],
    ],
    input: z.extend(sharedInput, { host: z.array(z.string().check(z.minLength(1, 'must not be empty'))) }),
    output: snapshotsOutput,
    render: renderSnapshots,
    load: () => import('./snapshots/run.ts'),
  });
