import { Argument, Option } from 'commander';

import { createCommand } from './cli/command.ts';
import { collect } from './cli/options.ts';
import { enrollInput } from './enroll/input.ts';
import { renderEnroll } from './enroll/render.ts';
import { enrollOutput } from './schemas.ts';

/** `hostkeeper enroll`: tags an existing group and its volume. */
export const enroll = () =>
  createCommand({
    name: 'enroll',
    summary: 'make an existing Auto Scaling group a host: tag it and its data volume',
    description:
      'It shows what it found, and asks before it writes the tags. The group has at most one instance and launches in ' +
      'one zone, that of its volume. Names other than those that the stack may change are refused by reconcile.',
    arguments: [new Argument('<group>', 'the name of the Auto Scaling group')],
    options: [
      new Option('--host <name>', 'what the host is called (default: as its group)'),
      new Option('--volume <id>', 'its data volume, or none (default: the one that is attached to its instance)'),
      new Option('--device <name>', 'the device under which the volume is attached (default: /dev/sdf)'),
      new Option('--records <names>', 'the DNS names that follow it; may be repeated').argParser(collect),
      new Option('--hosted-zone <id>', 'the zone of these names'),
      new Option('--address <id>', 'the Elastic IP address that moves to its instance'),
      new Option('--cluster <name>', 'the ECS cluster that is drained before an instance ends'),
    ],
    examples: [
      ['enroll my-group', 'shows the group and the volume of its instance, asks, and tags both'],
      [
        'enroll my-group --host blog --volume vol-0123456789abcdef0 --records blog.example.com --hosted-zone Z0123456789ABC',
        'the same with everything said',
      ],
      ['enroll worker-group --volume none --dry-run', 'what would be tagged, for a host without data'],
    ],
    input: enrollInput,
    output: enrollOutput,
    render: renderEnroll,
    load: () => import('./enroll/run.ts'),
  });
