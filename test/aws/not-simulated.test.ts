import { DescribePoliciesCommand, AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListClustersCommand, ListContainerInstancesCommand } from '@aws-sdk/client-ecs';
import { LambdaClient, ListLayersCommand } from '@aws-sdk/client-lambda';
import { ListHealthChecksCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';

import { packagedTemplate } from './lambda/package-stack.ts';
import { createWorld } from './world.ts';

const { requestHandler, respond, inRegion } = createWorld({ template: packagedTemplate() });

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
  requestHandler,
  maxAttempts: 1,
};

/** What a service answers to a request that is signed for it. */
const answerOf = async (service: string, headers: Readonly<Record<string, string>> = {}, body = '') => {
  const authorization = `AWS4-HMAC-SHA256 Credential=owner/20261101/us-east-1/${service}/aws4_request, Signature=0`;
  const { status, body: text } = await respond({
    method: 'POST',
    path: '/things',
    query: new URLSearchParams(),
    headers: { authorization, ...headers },
    body: Buffer.from(body),
  });
  return `${status} ${String(text)}`;
};
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

describe('an operation that is not simulated says so, and what is, in the protocol of', () => {
  it.each([
    ['EC2', () => new EC2Client(settings).send(new DescribeVpcsCommand({})), 'ec2:DescribeVpcs', 'AttachVolume'],
    [
      'the query services',
      () => new AutoScalingClient(settings).send(new DescribePoliciesCommand({})),
      'autoscaling:DescribePolicies',
      'DescribeLifecycleHooks',
    ],
    [
      'the JSON services',
      () => new ECSClient(settings).send(new ListClustersCommand({})),
      'ecs:ListClusters',
      'ListContainerInstances',
    ],
    [
      'the REST services with XML',
      () => new Route53Client(settings).send(new ListHealthChecksCommand({})),
      'route53:ListHealthChecks',
      'GetChange',
    ],
    [
      'the REST services with JSON',
      () => new LambdaClient(settings).send(new ListLayersCommand({})),
      'lambda:ListLayers',
      'Invoke',
    ],
  ])('%s', async (_, call, operation, another) => {
    const message = expect.stringMatching(`^not simulated: ${operation}; these are: .*\\b${another}\\b`);
    await expect(call()).rejects.toMatchObject({ name: 'NotSimulated', message });
  });
});

describe('a service that is not simulated says so in the form that its clients read', () => {
  const message = 'not simulated: the service \\w+; these are: autoscaling, .*, cloudwatch, ebs, ec2, .*';
  it.each([
    [
      'dynamodb',
      { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      '{}',
      `^400 \\{"__type":"NotSimulated","message":"${message}"\\}$`,
    ],
    [
      'elasticloadbalancing',
      FORM,
      'Action=DescribeLoadBalancers&Version=2015-12-01',
      `^400 <ErrorResponse><Error>.*<Code>NotSimulated</Code><Message>${message}</Message>`,
    ],
    ['s3', {}, '', `^400 <ErrorResponse><Error>.*<Code>NotSimulated</Code><Message>${message}</Message>`],
    ['apigateway', {}, '', `^400 \\{"__type":"NotSimulated","message":"${message}"\\}$`],
  ])('%s', async (service, headers, body, expected) => {
    expect(await answerOf(service, headers, body)).toMatch(new RegExp(expected));
  });
});

describe('an answer is never without a form', () => {
  it('to an operation that AWS does not have either', async () => {
    expect(await answerOf('ecs', { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.Nonsense' }, '{}')).toBe(
      '400 {"__type":"UnknownOperationException","message":"The operation Nonsense is not known."}',
    );
    expect(await answerOf('sns', FORM, 'Action=Nonsense')).toMatch(/^400 .*<Code>InvalidAction<\/Code>/);
  });

  it('to a request without a signature', async () => {
    expect(await answerOf('', FORM, 'Action=ListUsers')).toMatch(/^403 .*<Code>MissingAuthenticationToken<\/Code>/);
  });

  it('where the simulator itself fails', async () => {
    inRegion().ecs.register('web', 'i-1', { tasks: 1, stopSeconds: 1 });
    const filter = 'attribute:ecs.os-type == linux';
    const list = new ECSClient(settings).send(new ListContainerInstancesCommand({ cluster: 'web', filter }));
    await expect(list).rejects.toMatchObject({
      name: 'NotSimulated',
      message: `not simulated: the filter "${filter}" of ECS`,
    });
    expect(await answerOf('ecs', { 'x-amz-target': 'X.ListContainerInstances' }, 'no JSON')).toMatch(
      /^400 \{"__type":"SimulatorFailure","message":"SyntaxError: /,
    );
  });
});

const identityOf = (accessKeyId: string) =>
  new STSClient({ ...settings, credentials: { accessKeyId, secretAccessKey: 'any' } }).send(
    new GetCallerIdentityCommand({}),
  );

describe('STS', () => {
  it('says who the caller is, whatever its role allows', async () => {
    expect(await identityOf('owner')).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:sts::123456789012:assumed-role/owner/simulated',
    });
    expect(await identityOf('ReconcileRole')).toMatchObject({
      Arn: 'arn:aws:sts::123456789012:assumed-role/ReconcileRole/simulated',
    });
  });
});
