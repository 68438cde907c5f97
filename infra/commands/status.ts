import { Option } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { flag, sharedInput } from './cli/options.ts';
import { statusOutput } from './schemas.ts';
import { renderStatus } from './status/render.ts';

/** `hostkeeper status`: reads only. */
export const status = () =>
  createCommand({
    name: 'status',
    summary: 'show each host: state, instance, volume, newest snapshot, names, since when, and what it waits for',
    description:
      'The states are running, starting, idle (the group is scaled to none), stopping, stopped, resuming, and invalid ' +
      '(its state tag cannot be read). `replace` brings a host the newer launch template or image. DNS is asked whether the zone of a host is delegated. It changes nothing.',
    options: [new Option('--watch', 'show it again every 5 seconds, until Ctrl-C')],
    examples: [
      ['status', 'every host of the stage prod, in every region'],
      ['status --watch', 'the same, again and again'],
      ['status --json --region eu-central-1', 'one region, for a script'],
    ],
    input: z.extend(sharedInput, { watch: flag }),
    output: statusOutput,
    render: renderStatus,
    load: () => import('./status/run.ts'),
  });
