import { renderCheck } from './check/render.ts';
import { createCommand } from './cli/command.ts';
import { sharedInput } from './cli/options.ts';
import { checkOutput } from './schemas.ts';

/** `hostkeeper check`: reads only. */
export const check = () =>
  createCommand({
    name: 'check',
    summary: 'say what prevents a deployment, or keeps it from doing its work',
    description:
      'It looks for billing metrics, an unconfirmed e-mail address, a Lambda quota that is too low, a broken stack, and ' +
      'resources that have one of the names of the stack, and names the groups whose tags nearly enroll them. It only reads.',
    examples: [
      ['check', 'every region of the stage prod'],
      ['check --stage staging --region eu-central-1', 'another stage, in a region where it is to be deployed'],
    ],
    input: sharedInput,
    output: checkOutput,
    render: renderCheck,
    load: () => import('./check/run.ts'),
  });
