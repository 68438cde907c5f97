import type { Parameter } from '../parameter.ts';
import { exampleOf, parameterRows } from '../parameters.ts';
import { code, heading, lines, table } from './markdown.ts';

const defaultOf = ({ default: value }: Parameter): string => {
  if (value === undefined) return 'required';
  if (typeof value !== 'object') return code(String(value)) || 'empty';
  return lines(Object.entries(value).map(([key, amount]) => code(`${key}: ${amount}`)));
};

const textOf = ({ text, requires }: Parameter): string =>
  requires === undefined ? text : `${text} Requires ${code(requires)}.`;

/** docs/reference/parameters.md: each parameter with its default, unit, example and meaning. */
export const parameters = (): string =>
  [
    heading(
      'Parameters',
      'infra/parameters.ts',
      [
        'The settings of a deployment. Give one on the command line (`--param=NAME=VALUE`), or write it for a stage in',
        '[`infra/stages.yml`](../../infra/stages.yml). The command line wins over the stage, the stage over `default` in',
        'that file, and `default` over the defaults here. Lists count each word once, and take spaces around it.',
        '`npx serverless parameters --param=NAME=VALUE` checks all of them, and prints the values as they would be deployed.',
      ].join('\n'),
    ),
    table(
      ['Parameter', 'Default', 'Unit', 'Meaning', 'Example'],
      parameterRows.map(([name, row]) => [
        code(name),
        defaultOf(row),
        row.unit,
        textOf(row),
        code(exampleOf(name, row).replace(' in infra/stages.yml', '')),
      ]),
    ),
  ].join('\n');
