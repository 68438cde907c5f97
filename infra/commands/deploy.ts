import { Option } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { flag, repeat, sharedInput } from './cli/options.ts';
import { renderDeploy } from './deploy/render.ts';
import { deployOutput } from './schemas.ts';

/** `hostkeeper deploy`: deploys a stage to every region that it needs. */
export const deploy = () =>
  createCommand({
    name: 'deploy',
    summary: 'deploy a stage: to us-east-1, where the bill is watched, and to each region of its hosts',
    description:
      'It runs the Serverless Framework once a region. Defaults of parameters stand in infra/stages.yml. With --review it asks ' +
      'before a change set is executed. A change that would lose data is refused then, and --yes does not answer for one that ' +
      'takes data out of the stack, or harms the host.',
    options: [
      new Option('--param <name=value>', 'a parameter of the deployment; may be repeated').argParser(repeat),
      new Option('--review', 'show what would change in each region, and ask before it does'),
      new Option('--print', 'only print the commands, as --dry-run does'),
    ],
    examples: [
      ['deploy --param notificationEmail=you@example.com', 'hosts in us-east-1'],
      [
        'deploy --param notificationEmail=you@example.com --param hostRegions=eu-central-1,us-east-1',
        'hosts in two regions',
      ],
      ['deploy --stage example --review', 'what would change, and only on a yes does it'],
      ['deploy --param notificationEmail=you@example.com --print', 'the commands of the framework, and nothing else'],
    ],
    input: z.extend(sharedInput, {
      param: z.optional(z.array(z.string().check(z.regex(/^\w+=/, 'must be NAME=VALUE')))),
      print: flag,
      review: flag,
    }),
    output: deployOutput,
    render: renderDeploy,
    load: () => import('./deploy/run.ts'),
  });
