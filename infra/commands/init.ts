import { Option } from 'commander';

import { createCommand } from './cli/command.ts';
import { collect } from './cli/options.ts';
import { initInput } from './init/input.ts';
import { renderInit } from './init/render.ts';
import { initOutput } from './schemas.ts';

/** `hostkeeper init`: writes a stage into infra/stages.yml. */
export const init = () =>
  createCommand({
    name: 'init',
    summary: 'write a stage into infra/stages.yml, from the answers to five questions',
    description:
      'It asks for an existing Auto Scaling group or a new host, an e-mail address, a domain, an image and a budget. Each ' +
      'has a default and an option; with --yes, and where there is no terminal, nothing is asked. A new host gets two ' +
      'zones of --region (by default us-east-1) that offer its type. The stage is checked as a deployment checks it. What the stage has already stays, unless ' +
      'you agree to a change. Of AWS it only reads.',
    options: [
      new Option('--group <name>', 'an existing Auto Scaling group, or new for a new host (default: new)'),
      new Option('--email <address>', 'the address that gets the notifications'),
      new Option('--domain <name>', 'where the host answers (default: the only hosted zone of the account)'),
      new Option('--image <image>', 'the image of the web container (default: none, for a placeholder page)'),
      new Option('--budget <usd>', 'USD a month (default: 1.25 times what the host costs)'),
      new Option('--host <name>', 'what a new host is called (default: the first word of its domain)'),
      new Option('--zones <names>', 'two zones for a new host (default: the first two that offer its type)').argParser(
        collect,
      ),
      new Option('--instance-type <type>', 'the type of a new host (default: t3.micro)'),
    ],
    examples: [
      ['init', 'asks, and writes the stage prod'],
      ['init --stage staging --email you@example.com --domain example.com', 'a new host without a question'],
      ['init --group my-group --email you@example.com', 'the stage of an existing group, which is enrolled afterwards'],
      ['init --email you@example.com --domain example.com --zones eu-central-1a,eu-central-1b', 'without credentials'],
    ],
    input: initInput,
    output: initOutput,
    render: renderInit,
    load: () => import('./init/run.ts'),
  });
