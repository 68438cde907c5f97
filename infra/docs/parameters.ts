import { stringify } from 'yaml';
import * as z from 'zod/mini';

import { hostSchema, settingRows } from '../host/settings.ts';
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

/** The value of a setting that a stage leaves out, as infra/stages.yml would have it. */
const settingDefault = (schema: z.ZodMiniType): string => {
  const { success, data } = z.safeParse(schema, undefined);
  if (!success) return 'required';
  const text = typeof data === 'string' ? data : stringify(data, { collectionStyle: 'flow' }).trim();
  return code(text) || 'empty';
};

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
    '## host\n',
    'The settings of a host, as a map in a stage of [`infra/stages.yml`](../../infra/stages.yml), where the stage `example` is one.\n',
    table(
      ['Setting', 'Default', 'Unit', 'Meaning', 'Example'],
      Object.entries(hostSchema.shape).map(([name, schema]) => {
        const { unit, text, example } = settingRows.get(schema) ?? { unit: '', text: '', example: '' };
        return [code(name), settingDefault(schema), unit, text, code(`${name}: ${example}`)];
      }),
    ),
  ].join('\n');
