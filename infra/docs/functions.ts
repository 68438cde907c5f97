import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { parse } from 'yaml';
import * as z from 'zod/mini';

import { SCHEDULES } from '../control-plane/schedules.ts';
import { code, heading, lines, table } from './markdown.ts';

/** Retries of an asynchronous invocation where a function sets none. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const DEFAULT_RETRIES = 2;

/** What triggers a function, as the Serverless Framework has it. */
const trigger = z.union([
  z.object({ eventBridge: z.object({ schedule: z.string() }) }),
  z.object({ eventBridge: z.object({ pattern: z.string() }) }),
  z.object({ sns: z.object({ topicName: z.string() }) }),
]);

const definitions = z.record(
  z.string(),
  z.object({
    description: z.string(),
    handler: z.string(),
    timeout: z.number(),
    memorySize: z.optional(z.number()),
    role: z.string(),
    maximumRetryAttempts: z.optional(z.number()),
    events: z.optional(z.array(trigger)),
  }),
);

type Definition = z.output<typeof definitions>[string];

const outputs = z.object({ Outputs: z.record(z.string(), z.object({ Description: z.string(), Value: z.string() })) });

const pattern = z.looseObject({ 'detail-type': z.array(z.string()) });

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

/** A YAML file. CloudFormation's tags, as in `!Sub text`, leave the text alone. */
const readYaml = (path: string): unknown => parse(read(path), { logLevel: 'error' });

/** The value of an output, with placeholders for the variables of the Serverless Framework. A value without spaces is code. */
const valueOf = (text: string): string => {
  const value = text
    .replaceAll('${sls:stage}', '<stage>')
    .replaceAll('${self:custom.parameters.notificationEmail}', 'your address');
  return value.includes(' ') ? value : code(value);
};

const triggerOf = (event: z.output<typeof trigger>): string => {
  if ('sns' in event) return `SNS: ${code(event.sns.topicName)}`;
  if ('schedule' in event.eventBridge) return `Schedule: ${code(event.eventBridge.schedule)}`;
  const [, path = ''] = /^\$\{file\((.*)\)\}$/.exec(event.eventBridge.pattern) ?? [];
  const types = z.parse(pattern, JSON.parse(read(path)))['detail-type'];
  return `EventBridge: [${types.join(', ')}](../../${path})`;
};

const rowOf = (definition: Definition, region: string, memorySize: number): readonly string[] => {
  const file = definition.handler.replace(/\.handler$/, '.ts');
  const name = file.replace(/^functions\/|\.ts$/g, '');
  return [
    `[${code(name)}](../../${file})`,
    lines([
      ...(SCHEDULES[name] === undefined ? [] : [SCHEDULES[name], 'A person']),
      ...(definition.events ?? []).map(triggerOf),
    ]) || 'A person',
    definition.description,
    region,
    `${definition.timeout} s`,
    `${definition.memorySize ?? memorySize} MB`,
    String(definition.maximumRetryAttempts ?? DEFAULT_RETRIES),
    `[${code(definition.role.replaceAll(/^\$\{|\.Arn\}$/g, ''))}](permissions.md#${name})`,
  ];
};

/** docs/reference/functions.md: each function with its trigger and settings, and the outputs of the stack. */
export const functions = (): string => {
  const { provider } = z.parse(
    z.object({ provider: z.object({ memorySize: z.number() }) }),
    readYaml('serverless.yml'),
  );
  const billing = z.parse(
    z.object({ functions: definitions }),
    readYaml('infra/control-plane/billing/us-east-1.yml'),
  ).functions;
  const regional = z.parse(definitions, readYaml('infra/control-plane/functions.yml'));
  const places = [
    { region: 'every region', defined: regional, outputs: 'infra/control-plane/outputs.yml' },
    { region: 'us-east-1', defined: billing, outputs: 'infra/control-plane/billing/outputs.yml' },
  ];
  return [
    heading(
      'Functions',
      'infra/control-plane',
      [
        'Each is named `hostkeeper-<stage>-<name>`. Retries are those of an asynchronous invocation; an event whose',
        'processing failed after them goes to the dead-letter queue and raises an alarm.',
      ].join('\n'),
    ),
    table(
      ['Function', 'Trigger', 'What it does', 'Region', 'Timeout', 'Memory', 'Retries', 'Role'],
      places.flatMap(({ defined, region }) =>
        Object.values(defined).map((definition) => rowOf(definition, region, provider.memorySize)),
      ),
    ),
    '## Outputs of the stack\n',
    table(
      ['Output', 'Description', 'Value', 'Region'],
      places.flatMap(({ outputs: path, region }) =>
        Object.entries(z.parse(outputs, readYaml(path)).Outputs).map(([name, { Description, Value }]) => [
          code(name),
          Description,
          valueOf(Value),
          region,
        ]),
      ),
    ),
  ].join('\n');
};
