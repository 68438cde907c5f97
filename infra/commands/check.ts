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
      'resources that have one of the names of the stack, and names the groups whose tags nearly enroll them. For a host of ' +
      "the stage it looks for service-linked roles, for zones and an account's plan that offer its type, and for access to " +
      'billing; of enrolled hosts it says which may read every parameter of Systems Manager. It only reads, but for the ' +
      'service-linked roles: at a terminal it offers to make those that are missing, and with --yes it makes them.',
    examples: [
      ['check', 'every region of the stage prod'],
      ['check --stage example --yes', 'also makes the service-linked roles that the account lacks'],
      ['check --stage staging --region eu-central-1', 'another stage, in a region where it is to be deployed'],
    ],
    input: sharedInput,
    output: checkOutput,
    render: renderCheck,
    load: () => import('./check/run.ts'),
  });
