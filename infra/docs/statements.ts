import type { Condition, Intrinsic, Statement } from '../iam/model.ts';
import { code, lines, table } from './markdown.ts';

/** What CloudFormation and the Serverless Framework fill in, as placeholders. */
export const withPlaceholders = (text: string): string =>
  text
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::Region}', '<region>')
    .replaceAll('${AWS::AccountId}', '<account>')
    .replaceAll('${sls:stage}', '<stage>')
    .replaceAll('${!', '${')
    .replaceAll(/\$\{(\w+)\.Arn\}/g, '$1');

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

/** The statements of a policy, each with why it is there. */
export const statementTable = (statements: readonly Statement[]): string =>
  table(['Statement', 'Actions', 'Resources', 'Conditions', 'Why'], statements.map(rowOf));
