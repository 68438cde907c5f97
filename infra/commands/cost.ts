import { createCommand } from './cli/command.ts';
import { sharedInput } from './cli/options.ts';
import { renderCost } from './cost/render.ts';
import { costOutput } from './schemas.ts';

/** `hostkeeper cost`: calls nothing of AWS. */
export const cost = () =>
  createCommand({
    name: 'cost',
    summary: 'say what a stage costs a month, part by part, before it is deployed',
    description:
      'It packages the stage, and reads types, sizes and numbers from its template and the prices from ' +
      'infra/prices/prices.json: on demand, with a savings plan of one year, and as a Spot instance. It calls nothing of AWS.',
    examples: [
      ['cost --stage example', 'the stage example of infra/stages.yml, which has a host of its own'],
      ['cost --stage example --json', 'the same as JSON'],
    ],
    input: sharedInput,
    output: costOutput,
    render: renderCost,
    load: () => import('./cost/run.ts'),
  });
