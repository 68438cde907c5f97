import { billingRoles, regionalRoles } from '../iam.ts';
import type { Condition, Intrinsic, Role, Statement } from '../iam/model.ts';
import { code, heading, lines, table } from './markdown.ts';

/** Stands for the values of the parameters in the statements. */
const SCOPE = {
  hostedZones: ['<hostedZones>'],
  recordNames: ['<recordNames>'],
  kmsKeys: ['<kmsKeys>'],
  clusters: ['<clusters>'],
};

/** What CloudFormation and the Serverless Framework fill in, as placeholders. */
const withPlaceholders = (text: string): string =>
  text
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::Region}', '<region>')
    .replaceAll('${AWS::AccountId}', '<account>')
    .replaceAll('${sls:stage}', '<stage>')
    .replaceAll('${DeadLetterQueue.Arn}', 'DeadLetterQueue');

/** A value as the page shows it. */
const textOf = (value: string | number | boolean | Intrinsic): string => {
  if (typeof value !== 'object') return withPlaceholders(String(value));
  return 'Ref' in value ? value.Ref : withPlaceholders(value['Fn::Sub']);
};

const resourcesOf = ({ resources }: Statement): readonly string[] => [resources].flat().map(textOf);

const conditionsOf = (condition: Condition = {}): readonly string[] =>
  Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const list = [values].flat().map(textOf);
      return `${operator}: ${key} ${list.join(', ')}`;
    }),
  );

const rowOf = (statement: Statement): readonly string[] => [
  statement.sid,
  lines(statement.actions.map(code)),
  lines(resourcesOf(statement).map(code)),
  lines(conditionsOf(statement.condition).map(code)),
  statement.why,
];

const sectionOf = ({ functionName, policies }: Role, id: string, region: string): string =>
  [
    `## ${functionName}\n`,
    `${code(id)}, in ${region}.\n`,
    table(
      ['Statement', 'Actions', 'Resources', 'Conditions', 'Why'],
      policies.flatMap(({ statements }) => statements.map(rowOf)),
    ),
  ].join('\n');

/** docs/reference/permissions.md: each role with its statements. */
export const permissions = (): string =>
  [
    heading(
      'Permissions',
      'infra/iam.ts',
      [
        'Each function has its own role, which Lambda alone can assume. A statement allows its actions on its resources if',
        'all its conditions hold; everything else is denied. No role can delete a group, a volume or an Elastic IP. The',
        'statements `ListRecords` and `ChangeRecords` exist only where the [parameters](parameters.md) `hostedZones` and `recordNames`',
        'are set, `UseKeys` only where `kmsKeys` is, and `DrainTasks` only where `clusters` is not empty.',
      ].join('\n'),
    ),
    ...Object.entries(regionalRoles(SCOPE)).map(([id, role]) => sectionOf(role, id, 'every region')),
    ...Object.entries(billingRoles).map(([id, role]) => sectionOf(role, id, 'us-east-1')),
  ].join('\n');
