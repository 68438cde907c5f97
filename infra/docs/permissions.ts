import { billingRoles, regionalRoles } from '../iam.ts';
import type { Condition, Role, Statement } from '../iam/model.ts';
import { code, heading, lines, table } from './markdown.ts';

/** Stands for the values of the parameters in the statements. */
const RECORDS = { hostedZones: ['<hostedZones>'], recordNames: ['<recordNames>'] };

/** What CloudFormation and the Serverless Framework fill in, as placeholders. */
const withPlaceholders = (text: string): string =>
  text
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::Region}', '<region>')
    .replaceAll('${AWS::AccountId}', '<account>')
    .replaceAll('${sls:stage}', '<stage>')
    .replaceAll('${DeadLetterQueue.Arn}', 'DeadLetterQueue');

const resourcesOf = ({ resources }: Statement): readonly string[] =>
  resources === '*'
    ? ['*']
    : [resources].flat().map((resource) => ('Ref' in resource ? resource.Ref : withPlaceholders(resource['Fn::Sub'])));

const conditionsOf = (condition: Condition = {}): readonly string[] =>
  Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const list = [values].flat().map(String).map(withPlaceholders);
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
        'statements `ListRecords` and `ChangeRecords` exist only where the [parameters](parameters.md) `hostedZones` and `recordNames` are set.',
      ].join('\n'),
    ),
    ...Object.entries(regionalRoles(RECORDS)).map(([id, role]) => sectionOf(role, id, 'every region')),
    ...Object.entries(billingRoles).map(([id, role]) => sectionOf(role, id, 'us-east-1')),
  ].join('\n');
