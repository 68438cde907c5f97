import * as z from 'zod/mini';

import { notSimulated } from '../not-simulated.ts';
import { AwsError } from '../operation.ts';
import { LIMITS } from './quotas.ts';

const parameter = z.object({
  type: z.enum(['String', 'StringList']),
  default: z.optional(z.string()),
  allowedPattern: z.optional(z.string()),
  interpolationType: z.optional(z.literal('ENV_VAR')),
});

const content = z.object({
  schemaVersion: z.literal('2.2'),
  parameters: z.record(z.string(), parameter),
  mainSteps: z.tuple([
    z.object({
      action: z.literal('aws:runShellScript'),
      name: z.optional(z.string()),
      inputs: z.object({ timeoutSeconds: z.string(), runCommand: z.array(z.string()) }),
    }),
  ]),
});

/**
 * A document that runs a shell script. https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html
 */
type Content = z.output<typeof content>;

/** The values of parameters by their names, as `SendCommand` takes them. */
type Values = Readonly<Record<string, readonly string[]>>;

/** A script as an agent runs it. */
export interface Script {
  readonly commands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly executionSeconds: number;
}

/** AWS's own document, in the form of today's schema. https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html */
const RUN_SHELL_SCRIPT: Content = {
  schemaVersion: '2.2',
  parameters: {
    commands: { type: 'StringList' },
    workingDirectory: { type: 'String', default: '' },
    executionTimeout: {
      type: 'String',
      default: `${LIMITS.execution.default}`,
      allowedPattern: '^(([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800))$',
    },
  },
  mainSteps: [
    {
      action: 'aws:runShellScript',
      inputs: { timeoutSeconds: '{{ executionTimeout }}', runCommand: ['{{ commands }}'] },
    },
  ],
};

const unknownDocument = (name: string): AwsError =>
  new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);

const invalid = (name: string, values: Values): AwsError =>
  new AwsError('InvalidParameters', `The parameters do not fit ${name}: ${JSON.stringify(values)}`);

/** The value of every parameter. Throws `InvalidParameters` where one is unknown, missing or not of its pattern. */
const readValues = (name: string, { parameters }: Content, given: Values): Values => {
  if (Object.keys(given).some((key) => !(key in parameters))) throw invalid(name, given);
  return Object.fromEntries(
    Object.entries(parameters).map(([key, { type, default: otherwise, allowedPattern = '' }]) => {
      const values = given[key] ?? (otherwise === undefined ? [] : [otherwise]);
      const isCounted = type === 'String' ? values.length === 1 : values.length > 0;
      const pattern = new RegExp(allowedPattern);
      if (!isCounted || !values.every((value) => pattern.test(value))) throw invalid(name, given);
      return [key, values];
    }),
  );
};

/** Pastes values into the lines of a text: a line that is a parameter alone is replaced by its values. */
const paste = (lines: readonly string[], values: Values): readonly string[] =>
  lines.flatMap((line) => {
    const [, alone = ''] = /^\{\{\s*(\w+)\s*\}\}$/.exec(line) ?? [];
    return (
      values[alone] ?? line.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (text, name: string) => values[name]?.join(' ') ?? text)
    );
  });

/** A document with the values for one command. */
export interface FilledDocument {
  /** The name of its one step. */
  readonly step: string;
  /**
   * The script of an agent. An old one does not know variables, and pastes every value into the text.
   * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-troubleshooting.html
   */
  readonly scriptFor: (agent: { readonly isOld: boolean }) => Script;
}

const fillDocument = (
  { parameters, mainSteps: [{ action, name: step = action, inputs }] }: Content,
  values: Values,
): FilledDocument => ({
  step,
  scriptFor: ({ isOld }) => {
    const isVariable = (name: string): boolean => !isOld && parameters[name]?.interpolationType === 'ENV_VAR';
    const entries = Object.entries(values);
    const variables = entries.filter(([name]) => isVariable(name));
    const pasted = Object.fromEntries(entries.filter(([name]) => !isVariable(name)));
    return {
      commands: paste(inputs.runCommand, pasted),
      environment: Object.fromEntries(variables.map(([name, [value = '']]) => [`SSM_${name}`, value])),
      executionSeconds: Number(paste([inputs.timeoutSeconds], pasted).join('')),
    };
  },
});

/** The documents of one region: AWS's own, and those of the account. */
export const createDocuments = () => {
  /** The versions of each document, the first one first; the last is the default. */
  const versions = new Map<string, readonly Content[]>([['AWS-RunShellScript', [RUN_SHELL_SCRIPT]]]);
  return {
    /** Creates a document, or a version of it, which becomes its default. Throws for a content that is not simulated. */
    put: (name: string, given: unknown): void => {
      const { success, data } = z.safeParse(content, given);
      if (!success) throw notSimulated(`the content of the document ${name}`, ['schema 2.2 with one shell script']);
      versions.set(name, [...(versions.get(name) ?? []), data]);
    },
    /** Throws `InvalidDocument`. */
    remove: (name: string): void => {
      if (!versions.delete(name)) throw unknownDocument(name);
    },
    names: (): readonly string[] => [...versions.keys()],
    /** Throws `InvalidDocument`, `InvalidDocumentVersion` or `InvalidParameters`. */
    fill: (name: string, version: string | undefined, values: Values): FilledDocument => {
      const known = versions.get(name);
      if (!known) throw unknownDocument(name);
      const found =
        version === undefined || /^\$(DEFAULT|LATEST)$/.test(version) ? known.at(-1) : known[Number(version) - 1];
      if (!found) throw new AwsError('InvalidDocumentVersion', `Document with name ${name} has no version ${version}.`);
      return fillDocument(found, readValues(name, found, values));
    },
  };
};
