import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { shell } from '../../libs/notifications/commands.ts';
import { renderCapacity } from './capacity/render.ts';
import { createCommand } from './cli/command.ts';
import { flag, sharedInput } from './cli/options.ts';
import { capacityOutput } from './schemas.ts';

/** `hostkeeper snapshot`: invokes the function snapshot. */
export const snapshot = () =>
  createCommand({
    name: 'snapshot',
    summary: 'take a snapshot of the data volume of hosts now',
    description:
      'It holds the data of this moment, and is complete within minutes. It is kept until you delete it, unless ' +
      '--retention hands it to the retention policy of the host. Without names it is taken of every host, after it has asked.',
    arguments: [new Argument('[host...]', 'the names of hosts; all where none is named')],
    options: [
      new Option('--reason <text>', 'why: it becomes the description of the snapshot (default: who did it)'),
      new Option('--retention', 'let the retention policy of the host decide how long it is kept'),
    ],
    examples: [
      ['snapshot blog --reason "before I upgrade"', 'one host'],
      ['snapshot blog --retention', 'one that expires as the nightly ones do'],
    ],
    input: z.extend(sharedInput, {
      host: z.array(z.string().check(z.minLength(1, 'must not be empty'))),
      reason: z.optional(z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(500))),
      retention: flag,
    }),
    output: capacityOutput,
    render: renderCapacity('There is no host.', (results) => {
      const taken = results.filter(({ status }) => status === 'converged').map(({ host }) => host);
      return taken.length === 0 ? [] : ['', 'To see them:', shell`  npm run hostkeeper -- snapshots ${taken}`];
    }),
    load: () => import('./snapshot/run.ts'),
  });
