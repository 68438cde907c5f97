import { createCommand } from './cli/command.ts';
import { hostArgument, hostInput } from './cli/options.ts';
import { renderReplace } from './replace/render.ts';
import { replaceOutput } from './schemas.ts';

/** `hostkeeper replace`: ends the instance of a host, so that its group launches another. */
export const replace = () =>
  createCommand({
    name: 'replace',
    summary: 'replace the instance of a host: by one of the present launch template, with the newest image',
    description:
      'The service is offline for about three minutes. The instance terminates as any other: its tasks are drained and its ' +
      'volume is unmounted before it ends. It follows the host until the next one is in service, with its volume; Ctrl-C ' +
      'ends only the following. It asks before it changes anything.',
    arguments: [hostArgument()],
    examples: [
      ['replace blog --dry-run', 'which instance would be terminated'],
      ['replace blog', 'a new instance'],
    ],
    input: hostInput,
    output: replaceOutput,
    render: renderReplace,
    load: () => import('./replace/run.ts'),
  });
