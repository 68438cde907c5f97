import { createCommand } from './cli/command.ts';
import { hostArgument, hostInput } from './cli/options.ts';
import { renderClone } from './clone/render.ts';
import { cloneOutput } from './schemas.ts';

/** `hostkeeper clone`: copies the data volume of a host, with the operator's own permissions. */
export const clone = () =>
  createCommand({
    name: 'clone',
    summary: 'copy the data volume of a host, at once and in the same zone: to try an upgrade on',
    description:
      'The copy is no backup: it is in the same zone, and an outage or a mistake takes both. The service goes on, and the copy ' +
      'holds what was on the disk at that moment. It is not attached to anything. It costs as much as the volume until you delete ' +
      'it: hostkeeper does not, and an e-mail lists it each month. While a threshold of the month has stopped a host, none is made.',
    arguments: [hostArgument()],
    examples: [
      ['clone blog --dry-run', 'what would be copied, and what that costs'],
      ['clone blog', 'a copy of the data volume of blog'],
    ],
    input: hostInput,
    output: cloneOutput,
    render: renderClone,
    load: () => import('./clone/run.ts'),
  });
