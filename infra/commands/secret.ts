import { Argument } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { sharedInput } from './cli/options.ts';
import { secretOutput } from './schemas.ts';
import { renderSecret } from './secret/render.ts';

/** `hostkeeper secret`: sets a key of the application's secret, or lists the keys. */
export const secret = () =>
  createCommand({
    name: 'secret',
    summary: "set a key of the secret of the stage's own host, or list its keys",
    description:
      'The keys are one JSON map in Secrets Manager, from which the web container gets those that host.secrets names. A ' +
      'value is read from the standard input, or asked for without an echo; it is never printed, and passes through no ' +
      'template. Running containers get it when they are replaced: npm run hostkeeper -- replace HOST.',
    arguments: [
      new Argument('<action>', 'what to do').choices(['set', 'list']),
      new Argument('[key]', 'the key to set'),
    ],
    examples: [
      ['secret list --stage example', 'which keys there are, and which the web container lacks'],
      ['secret set EMAIL_PASSWORD --stage example', 'asks for the value'],
      ['secret set EMAIL_PASSWORD --stage example < password.txt', 'takes it from a file'],
    ],
    input: z
      .extend(sharedInput, {
        action: z.enum(['set', 'list']),
        key: z.optional(z.string().check(z.regex(/^[A-Za-z_]\w*$/, 'is not the name of a variable'))),
      })
      .check(
        z.refine(({ action, key }) => (action === 'set') === (key !== undefined), {
          error: 'is what `set` needs and `list` does not take',
          path: ['key'],
        }),
      ),
    output: secretOutput,
    render: renderSecret,
    load: () => import('./secret/run.ts'),
  });
