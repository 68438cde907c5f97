import { createCommand } from './cli/command.ts';
import { hostArgument, hostInput } from './cli/options.ts';
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
    arguments: [hostArgument()],
    examples: [
      ['unenroll blog --dry-run', 'what would be removed'],
      ['unenroll blog', 'hostkeeper no longer manages blog'],
    ],
    input: hostInput,
    output: unenrollOutput,
    render: renderUnenroll,
    load: () => import('./unenroll/run.ts'),
  });
