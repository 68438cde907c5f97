import { shell } from '../../libs/notifications/commands.ts';
import { capacityArguments, capacityInput, capacityOptions } from './capacity/options.ts';
import { renderCapacity } from './capacity/render.ts';
import { createCommand } from './cli/command.ts';
import { capacityOutput } from './schemas.ts';

/** `hostkeeper stop`: invokes emergency-shutdown. */
export const stop = () =>
  createCommand({
    name: 'stop',
    summary: 'stop hosts: set the sizes of their groups to 0/0/0 and keep them there',
    description:
      'Without names it stops every host except those tagged hostkeeper:on-critical-budget = keep, after it has asked. ' +
      'It follows the hosts until no instance is left; Ctrl-C ends only the following. Volumes and addresses stay.',
    arguments: capacityArguments(),
    options: capacityOptions(),
    examples: [
      ['stop --dry-run', 'what would be stopped'],
      ['stop blog --reason "charges are rising"', 'one host'],
      ['stop --yes --region eu-central-1', 'every host of a region, without a question'],
    ],
    input: capacityInput,
    output: capacityOutput,
    render: renderCapacity('There is no host to stop.', (results) => {
      const stopped = results.filter(({ status }) => status === 'converged' || status === 'waiting');
      const hosts = stopped.map(({ host }) => host);
      return hosts.length === 0 ? [] : ['', 'To bring them back:', shell`  npm run hostkeeper -- resume ${hosts}`];
    }),
    load: () => import('./capacity/stop.ts'),
  });
