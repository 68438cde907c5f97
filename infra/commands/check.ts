import * as z from 'zod/mini';

import { runChecks } from './check/checks.ts';
import { plannedNames } from './check/package.ts';
import { HOME_REGION } from './cli/clients.ts';
import { type Context, createCommand, exitCodeOf } from './cli/command.ts';
import { renderErrors } from './cli/render-errors.ts';
import { type SharedInput, sharedInput } from './cli/options.ts';
import { deployedRegions, inEachRegion } from './cli/stage.ts';
import { paint, type Style } from './cli/style.ts';
import { plannedRegions } from './deploy/serverless.ts';
import { checkOutput } from './schemas.ts';

type CheckOutput = z.output<typeof checkOutput>;

const LEVELS = { error: 'bad', todo: 'busy', ok: 'good' } as const satisfies Record<string, Style>;

const errorsOf = ({ regions }: CheckOutput): readonly unknown[] =>
  regions.flatMap(({ findings }) => findings.filter(({ level }) => level === 'error'));

const render = (output: CheckOutput): string => {
  const count = errorsOf(output).length + output.errors.length;
  return [
    ...output.regions.flatMap(({ region, findings }) => [
      paint('title', region),
      ...findings.map(({ level, text }) => `  ${paint(LEVELS[level], level.padEnd(5))} ${text}`),
    ]),
    ...renderErrors(output.errors),
    count === 0 ? 'Nothing prevents a deployment.' : `${count} of these prevent a deployment.`,
  ].join('\n');
};

/** The regions of a deployment: as it was deployed last or, where it never was, as infra/stages.yml has them. */
const regionsOf = async (
  { stage, region }: SharedInput,
  { clients, note }: Context<CheckOutput>,
): Promise<readonly string[]> => {
  if (region) return region;
  const deployed = await deployedRegions(clients, stage);
  if (deployed) return [...new Set([HOME_REGION, ...deployed])];
  const planned = [...new Set([HOME_REGION, ...plannedRegions([`--stage=${stage}`])])];
  note(`The stage ${stage} is not deployed yet: checking ${planned.join(', ')}, as infra/stages.yml has it.`);
  return planned;
};

/** `hostkeeper check`: reads only. */
export const check = () =>
  createCommand({
    name: 'check',
    summary: 'say what prevents a deployment, or keeps it from doing its work',
    description:
      'It looks for billing metrics, an unconfirmed e-mail address, a Lambda quota that is too low, a broken stack, and ' +
      'resources that have one of the names of the stack. It only reads.',
    examples: [
      ['check', 'every region of the stage prod'],
      ['check --stage staging --region eu-central-1', 'another stage, in a region where it is to be deployed'],
    ],
    input: sharedInput,
    output: checkOutput,
    render,
    run: async (input, context) => {
      const { stage } = input;
      const regions = await regionsOf(input, context);
      // Packaging writes to one folder, so the regions are packaged one after another.
      const planned = new Map(regions.map((region) => [region, plannedNames(stage, region)]));
      const { values, errors } = await inEachRegion(regions, async (region) => {
        const names = planned.get(region) ?? { functions: [], logGroups: [], alarms: [] };
        const stack = { stack: `hostkeeper-${stage}`, region, names };
        return { region, findings: [...(await runChecks(context.clients(region), stack))] };
      });
      const output = { stage, regions: [...values], errors: [...errors] };
      context.show(output);
      return exitCodeOf([...errorsOf(output), ...errors]);
    },
  });
