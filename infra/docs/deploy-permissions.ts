import { DEPLOY_STATEMENTS } from '../iam/deploy.ts';
import { HOST_DEPLOY_STATEMENTS } from '../iam/deploy-host.ts';
import { PUBLISH_STATEMENTS } from '../iam/publish.ts';
import { renderStatement, type Statement } from '../iam/model.ts';
import { heading } from './markdown.ts';
import { statementTable, withPlaceholders } from './statements.ts';

/** A policy as IAM takes it, with `<account>` and `<stage>` to be replaced. */
const policyOf = (statements: readonly Statement[]): string =>
  JSON.stringify(
    { Version: '2012-10-17', Statement: statements.map(renderStatement) },
    (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'Fn::Sub' in value
        ? withPlaceholders(String(value['Fn::Sub']))
        : value,
    2,
  );

/** docs/reference/deploy-permissions.md: what whoever deploys may do, as a policy and with the reasons. */
export const deployPermissions = (): string =>
  [
    heading(
      'Permissions to deploy',
      'infra/iam/deploy.ts',
      [
        'What the credentials need for `hostkeeper init`, `check`, `deploy` and `serverless remove`, in all regions of the stage,',
        'and nothing besides. It follows what the framework calls and what the handlers of the resource types are documented to',
        'call; tests evaluate it as IAM does. Where a newer CloudFormation asks for more, its error names the action.',
        '',
        'Save the policy as `policy.json`, replace `<account>` and `<stage>`, and attach it:',
      ].join('\n'),
    ),
    '```sh',
    "sed -i 's/<account>/123456789012/g; s/<stage>/prod/g' policy.json",
    'aws iam create-policy --policy-name hostkeeper-deploy --policy-document file://policy.json',
    '```\n',
    '```json',
    policyOf(DEPLOY_STATEMENTS),
    '```\n',
    'Why each statement is there:\n',
    statementTable(DEPLOY_STATEMENTS),
    '## A host of its own\n',
    'A stage with a [host](parameters.md#host) needs a second policy besides; a policy holds 6,144 characters.\n',
    '```json',
    policyOf(HOST_DEPLOY_STATEMENTS),
    '```\n',
    statementTable(HOST_DEPLOY_STATEMENTS),
    '## Publishing images\n',
    'Whoever runs `hostkeeper publish`, a person or a pipeline, needs this alone.\n',
    '```json',
    policyOf(PUBLISH_STATEMENTS),
    '```\n',
    statementTable(PUBLISH_STATEMENTS),
  ].join('\n');
