import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { DEPLOY_STATEMENTS } from '../../infra/iam/deploy.ts';
import { HOST_DEPLOY_STATEMENTS } from '../../infra/iam/deploy-host.ts';
import { PUBLISH_STATEMENTS } from '../../infra/iam/publish.ts';
import { createIam } from '../aws/iam/index.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { ACCOUNT } from '../aws/operation.ts';
import { deniedError } from '../support/roles.ts';
import { hostResources, IMAGE } from '../support/stage-host-fixture.ts';

/** The policies as the page has them: to deploy, to deploy a host besides, and to publish. */
const [text = '', , publishing = ''] = Array.from(
  readFileSync('docs/reference/deploy-permissions.md', 'utf8').matchAll(/```json\n(.*?)```/gs),
  ([, policy = '']) => policy,
);
/** A policy, filled in as the page says. */
const documentOf = (policy: string): unknown =>
  JSON.parse(policy.replaceAll('<account>', ACCOUNT).replaceAll('<stage>', 'prod'));
const { Statement } = z.parse(
  z.object({
    Statement: z.array(
      z.object({ Sid: z.string(), Action: z.union([z.string(), z.array(z.string())]), Resource: z.string() }),
    ),
  }),
  documentOf(text),
);
const actions = Statement.flatMap(({ Action, Resource }) => [Action].flat().map((action) => ({ action, Resource })));

const roleOf = (logicalId: string, policy: string) => ({
  logicalId,
  type: 'AWS::IAM::Role',
  arn: `arn:aws:iam::${ACCOUNT}:role/${logicalId}`,
  properties: { Policies: [{ PolicyName: 'only', PolicyDocument: documentOf(policy) }] },
});
const iam = createIam([roleOf('Deployer', text), roleOf('Publisher', publishing)]);
const ask = (
  action: string,
  resource: string,
  { passedTo = 'lambda.amazonaws.com', caller = 'Deployer' } = {},
): Promise<void> => {
  const [service = '', operation = ''] = action.split(':');
  const context = action === 'iam:PassRole' ? { 'iam:PassedToService': passedTo } : {};
  return iam(caller, service, operation, [{ resource, context }]);
};

/** The same of whoever only publishes. */
const asPublisher = (action: string, resource: string) => ask(action, resource, { caller: 'Publisher' });

/** A resource that a pattern names. */
const oneOf = (pattern: string): string =>
  pattern === '*' ? '*' : pattern.replace(/^(arn:aws:\w+:)\*/, '$1eu-central-1').replaceAll('*', 'x');

/** Commands of the framework that a deployment of this stack never reaches, by why. */
const UNREACHED = new Map([
  ['CreateStackCommand', 'for deploymentMethod: direct'],
  ['DescribeStackResourcesCommand', 'for API keys'],
  ['ListExportsCommand', 'for an HTTP API of another stack'],
  ['DescribeSubscriptionFiltersCommand', 'for subscriptions of logs'],
  ['DeleteSubscriptionFilterCommand', 'for subscriptions of logs'],
  ['GetApiCommand', 'for an HTTP API'],
  ['GetApiKeyCommand', 'for API keys'],
  ['GetCallerIdentityCommand', 'needs no permission'],
  ['DescribeRepositoriesCommand', 'for images'],
  ['DeleteRepositoryCommand', 'for images'],
]);

/** The permission of a command, where its name is not that of the operation. */
const RENAMED: Readonly<Record<string, string>> = {
  DeleteObjects: 's3:DeleteObject',
  HeadBucket: 's3:ListBucket',
  HeadObject: 's3:GetObject',
  ListObjectVersions: 's3:ListBucketVersions',
  ListObjectsV2: 's3:ListBucket',
};

describe('the permissions to deploy', () => {
  it('serve every type of resource that the stack has, and no other', () => {
    const types = Object.values(packagedTemplate().Resources).map(({ Type }) => Type);
    expect([...new Set(types)].toSorted()).toEqual(DEPLOY_STATEMENTS.flatMap((one) => one.types).toSorted());
  });

  it('of a host serve every type of resource that it may have, and no other', () => {
    const variants = [{ image: IMAGE }, { capacityProvider: true }, { ipv6: true, operators: ['ann'] }];
    const types = variants.flatMap((settings) => Object.values(hostResources(settings)).map(({ Type }) => Type));
    const shared = new Set(DEPLOY_STATEMENTS.flatMap((one) => one.types));
    expect([...new Set(types)].filter((type) => !shared.has(type)).toSorted()).toEqual(
      HOST_DEPLOY_STATEMENTS.flatMap((one) => one.types).toSorted(),
    );
  });

  it('have what the framework and `hostkeeper deploy` call', () => {
    const sources = globSync([
      'node_modules/serverless/lib/plugins/aws/{deploy,lib,info,remove}/**/*.js',
      'infra/commands/deploy/*.ts',
    ]);
    const called = new Set(
      sources.flatMap((file) => readFileSync(file, 'utf8').match(/\b[A-Z]\w+Command(?=\()/g) ?? []),
    );
    const reached = [...called]
      .filter((command) => !UNREACHED.has(command))
      .map((command) => command.replace('Command', ''));
    const ofHosts = HOST_DEPLOY_STATEMENTS.flatMap((statement) => statement.actions);
    const allowed = new Set(
      [...actions.map(({ action }) => action), ...ofHosts].map((action) => action.replace(/^\w+:/, '')),
    );
    expect(reached.length).toBeGreaterThan(15);
    expect(reached.filter((name) => !allowed.has((RENAMED[name] ?? name).replace(/^\w+:/, '')))).toEqual([]);
  });

  it.each(actions)('allow $action, as AWS names it, on $Resource', async ({ action, Resource }) => {
    await expect(ask(action, oneOf(Resource))).resolves.toBeUndefined();
  });

  it.each([
    ['lambda:UpdateFunctionCode', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:theirs`],
    ['lambda:UpdateFunctionCode', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:hostkeeper-staging-reconcile`],
    ['lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:hostkeeper-prod-reconcile`],
    ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/Owner`],
    ['iam:AttachRolePolicy', `arn:aws:iam::${ACCOUNT}:role/hostkeeper-prod-x`],
    ['s3:GetObject', 'arn:aws:s3:::theirs/secret'],
    ['ssm:UpdateDocument', `arn:aws:ssm:us-east-1:${ACCOUNT}:document/theirs`],
    ['ssm:SendCommand', `arn:aws:ssm:us-east-1:${ACCOUNT}:document/hostkeeper-prod-unmount-01234567`],
    ['cloudformation:DeleteStack', `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/theirs/1`],
    [
      'autoscaling:DeleteAutoScalingGroup',
      `arn:aws:autoscaling:us-east-1:${ACCOUNT}:autoScalingGroup:1:autoScalingGroupName/g`,
    ],
  ])('do not allow %s on %s', async (action, resource) => {
    await expect(ask(action, resource)).rejects.toThrow(deniedError(action));
  });

  it('pass the roles to no other service than those that use them, and no other role', async () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/hostkeeper-prod-x`;
    const denied = deniedError('iam:PassRole');
    await expect(ask('iam:PassRole', role, { passedTo: 'ecs-tasks.amazonaws.com' })).rejects.toThrow(denied);
    await expect(
      ask('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/Owner`, { passedTo: 'ec2.amazonaws.com' }),
    ).rejects.toThrow(denied);
  });

  it('fit into one managed policy, for the longest name of a stage', () => {
    const longest = text.replaceAll('<account>', ACCOUNT).replaceAll('<stage>', 'a'.repeat(31));
    expect(longest.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6144);
  });
});

describe('the permissions to publish', () => {
  const own = `arn:aws:ecr:eu-central-1:${ACCOUNT}:repository/hostkeeper-prod-blog`;

  it.each(PUBLISH_STATEMENTS.flatMap((one) => one.actions))('allow %s, as AWS names it', async (action) => {
    await expect(asPublisher(action, action === 'ecr:GetAuthorizationToken' ? '*' : own)).resolves.toBeUndefined();
  });

  it.each([
    ['ecr:PutImage', `arn:aws:ecr:eu-central-1:${ACCOUNT}:repository/theirs`],
    ['ecr:PutImage', `arn:aws:ecr:eu-central-1:${ACCOUNT}:repository/hostkeeper-staging-blog`],
    ['ecr:BatchDeleteImage', own],
    ['ecr:PutImageTagMutability', own],
  ])('do not allow %s on %s', async (action, resource) => {
    await expect(asPublisher(action, resource)).rejects.toThrow(deniedError(action));
  });
});
