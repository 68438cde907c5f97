import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A shell script that functions run on a host, with the parameters that it reads as `$SSM_<name>`. */
export interface HostCommand<Parameter extends string = string> {
  /** What it does: letters and hyphens, for the name of the document. */
  readonly name: string;
  readonly description: string;
  /** What each parameter may be: a regular expression that begins with `^` and ends with `$`. */
  readonly patterns: Readonly<Record<Parameter, string>>;
  /** Files of functions that the script calls, in this folder. */
  readonly libraries?: readonly string[];
  /** The file of the script, in this folder. */
  readonly file: string;
  /** The agent stops the script after this time. */
  readonly timeoutSeconds: number;
}

const linesOf = (file: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .trimEnd()
    .split('\n');

/**
 * An agent older than 3.3.2746.0 sets no variables: it pastes the values here. The patterns admit nothing that a shell could
 * read as more than a value.
 */
const pasted = (parameters: readonly string[]): string => {
  const assignments = parameters.map((parameter) => `SSM_${parameter}="{{${parameter}}}"`);
  return `if [ -z "\${SSM_${parameters[0]}+x}" ]; then ${assignments.join(' ')}; fi`;
};

/** The script of a command, as its document has it. */
export const scriptOf = ({ patterns, libraries = [], file }: HostCommand): readonly string[] => [
  pasted(Object.keys(patterns)),
  ...[...libraries, file].flatMap(linesOf),
];

/**
 * The content of a document of Systems Manager. The agent hands each parameter to the script in a variable; one that is
 * older than 3.3.2746.0 pastes it into the text, where the pattern alone protects. Systems Manager and the agent compare it.
 * There is no precondition: a step that its precondition skips counts as a success, and here a success is a proof.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-troubleshooting.html
 */
export const contentOf = (command: HostCommand) => ({
  schemaVersion: '2.2',
  description: command.description,
  parameters: Object.fromEntries(
    Object.entries(command.patterns).map(([parameter, allowedPattern]) => [
      parameter,
      { type: 'String', interpolationType: 'ENV_VAR', allowedPattern },
    ]),
  ),
  mainSteps: [
    {
      action: 'aws:runShellScript',
      name: command.name,
      inputs: { timeoutSeconds: `${command.timeoutSeconds}`, runCommand: scriptOf(command) },
    },
  ],
});

/** Digits that stand for a content. IAM admits names with this many (infra/iam/resources.ts). */
const DIGITS = 8;

/**
 * The document of a command. Its name has a digest of its content, so a deployment that changes the content makes another
 * document, and deletes the old one only when every function has its new code. So functions of the old code and of the new
 * send their parameters to their own document, in the middle of a deployment and when it is rolled back. Lambda changes the
 * code and the environment of one function in two steps; in between, Systems Manager refuses parameters that do not fit, and
 * the volume is left alone. So a parameter that changes its meaning gets another name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-document.html
 */
export const renderDocument = (command: HostCommand) => {
  const content = contentOf(command);
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, DIGITS);
  return {
    Type: 'AWS::SSM::Document',
    Properties: {
      Name: `hostkeeper-\${sls:stage}-${command.name}-${digest}`,
      DocumentType: 'Command',
      DocumentFormat: 'JSON',
      Content: content,
    },
  };
};
