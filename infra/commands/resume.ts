import { Option } from 'commander';
import * as z from 'zod/mini';

import { capacityArguments, capacityInput, capacityOptions } from './capacity/options.ts';
import { renderCapacity } from './capacity/render.ts';
import { createCommand } from './cli/command.ts';
import { flag } from './cli/options.ts';
import { capacityOutput } from './schemas.ts';

/** The sizes of a host: at most one instance. */
const SIZES = ['0/0/1', '0/1/1', '1/1/1'] as const;

/** `hostkeeper resume`: invokes emergency-resume. */
export const resume = () =>
  createCommand({
    name: 'resume',
    summary: 'bring stopped hosts back to the sizes that they had',
    description:
      'Without names it brings back every stopped host, after it has asked. It follows the hosts until they are in ' +
      'service; Ctrl-C ends only the following.',
    arguments: capacityArguments(),
    options: [
      ...capacityOptions(),
      new Option('--sizes <min/desired/max>', 'the sizes of a host whose sizes are not remembered').choices(SIZES),
      new Option(
        '--accept-unguarded',
        "resume also when the month's bill has passed the last threshold, so that nothing stops the host again",
      ),
    ],
    examples: [
      ['resume blog --reason "the cause is fixed"', 'one host'],
      ['resume', 'every stopped host'],
      ['resume blog --sizes 0/1/1', 'a host whose group was at 0/0/0 when it was stopped'],
    ],
    input: z.extend(capacityInput, { sizes: z.optional(z.enum(SIZES)), acceptUnguarded: flag }),
    output: capacityOutput,
    render: renderCapacity('No host is stopped.', (results) =>
      results.some(({ status }) => status === 'refused')
        ? [
            '',
            'The options --sizes and --accept-unguarded answer most refusals:',
            '  npm run hostkeeper -- resume --help',
          ]
        : [],
    ),
    load: () => import('./capacity/resume.ts'),
  });
