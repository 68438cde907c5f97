import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { instancePolicies } from '../../../../infra/host/instance-role.ts';
import { operate } from '../../../../infra/host/operators.ts';
import { executionPolicies } from '../../../../infra/host/service.ts';
import { hostSchema } from '../../../../infra/host/settings.ts';
import { type Policy, renderPolicy } from '../../../../infra/iam/model.ts';
import { createIam } from '../../../aws/iam/index.ts';
import { ACCOUNT } from '../../../aws/operation.ts';
import { MINIMAL } from '../../../support/stage-host-fixture.ts';

const HOST = { stage: 'prod', settings: z.parse(hostSchema, MINIMAL) };
const REGION = 'eu-central-1';
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

const CLUSTER = arn('ecs', 'cluster/hostkeeper-prod-blog');
const SECRET = arn('secretsmanager', 'secret:hostkeeper-prod-blog-a1b2c3');
const LOGS = arn('logs', 'log-group:/hostkeeper/hostkeeper-prod-blog:*');
const REFERENCES: Readonly<Record<string, string>> = {
  DatabaseSecret: arn('secretsmanager', 'secret:hostkeeper-prod-blog-database-a1b2c3'),
  Secret: SECRET,
};

/** A policy with the values that CloudFormation and the framework fill in. */
const filled = (policy: Policy): unknown =>
  JSON.parse(
    JSON.stringify(renderPolicy(policy), (_, value: unknown) => {
      const { data } = z.safeParse(
        z.union([z.strictObject({ 'Fn::Sub': z.string() }), z.strictObject({ Ref: z.string() })]),
        value,
      );
      if (data === undefined) return value;
      return 'Ref' in data ? REFERENCES[data.Ref] : data['Fn::Sub'];
    })
      .replaceAll('${AWS::Partition}', 'aws')
      .replaceAll('${AWS::Region}', REGION)
      .replaceAll('${AWS::AccountId}', ACCOUNT)
      .replaceAll('${sls:stage}', 'prod')
      .replaceAll('${Cluster.Arn}', CLUSTER)
      .replaceAll('${ContainerLogs.Arn}', LOGS)
      .replaceAll('${!', '${'),
  );

const identity = (logicalId: string, policies: readonly Policy[]) => ({
  logicalId,
  type: 'AWS::IAM::Role',
  arn: `arn:aws:iam::${ACCOUNT}:role/${logicalId}`,
  properties: { Policies: policies.map(filled) },
});

const iam = createIam([
  identity('instance', instancePolicies(HOST)),
  identity('containers', executionPolicies(HOST)),
  identity('operators', [operate(HOST)]),
]);

const may = (who: string, action: string, resource = '*', context: Readonly<Record<string, string>> = {}) => {
  const [service = '', operation = ''] = action.split(':');
  return iam(who, service, operation, [{ resource, context }]).then(
    () => true,
    () => false,
  );
};

const INSTANCE = arn('ec2', 'instance/i-0123456789abcdef0');
const ofStage = (stage: string) => ({ 'ssm:resourceTag/hostkeeper:stage': stage });
const functionNamed = (name: string) => arn('lambda', `function:hostkeeper-prod-${name}`);
const REPOSITORY = arn('ecr', 'repository/hostkeeper-prod-blog');

describe('the instance of a host', () => {
  it.each<[string, string?, Readonly<Record<string, string>>?]>([
    ['ssm:UpdateInstanceInformation', INSTANCE],
    ['ssmmessages:OpenControlChannel'],
    ['ec2messages:GetMessages'],
    ['ecs:RegisterContainerInstance', CLUSTER],
    ['ecs:Poll', arn('ecs', 'container-instance/hostkeeper-prod-blog/1'), { 'ecs:cluster': CLUSTER }],
    ['ecr:GetAuthorizationToken'],
    ['ecr:BatchGetImage', REPOSITORY],
    ['logs:PutLogEvents', `${LOGS.slice(0, -1)}log-stream:web/1`],
  ])('may %s', async (action, resource, context) => {
    expect(await may('instance', action, resource, context)).toBe(true);
  });

  it.each<[string, string?, Readonly<Record<string, string>>?]>([
    ['ssm:GetParameter', arn('ssm', 'parameter/hostkeeper/prod/key')],
    ['ssm:SendCommand', INSTANCE],
    ['secretsmanager:GetSecretValue', SECRET],
    ['ec2:DescribeTags'],
    ['ec2:AttachVolume', INSTANCE],
    ['ec2:CreateSnapshot', arn('ec2', 'snapshot/*')],
    ['route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z0123456789ABC'],
    ['autoscaling:CompleteLifecycleAction', arn('autoscaling', 'autoScalingGroup:x:autoScalingGroupName/blog')],
    ['ecr:BatchGetImage', arn('ecr', 'repository/other')],
    ['ecr:PutImage', REPOSITORY],
    ['ecs:RegisterContainerInstance', arn('ecs', 'cluster/other')],
    ['ecs:Poll', arn('ecs', 'container-instance/other/1'), { 'ecs:cluster': arn('ecs', 'cluster/other') }],
    ['ecs:RunTask', arn('ecs', 'task-definition/hostkeeper-prod-blog:1'), { 'ecs:cluster': CLUSTER }],
    ['logs:DeleteLogGroup', LOGS],
    ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/x`],
  ])('may not %s at %s', async (action, resource, context) => {
    expect(await may('instance', action, resource, context)).toBe(false);
  });
});

describe('the start of containers', () => {
  it('reads the secrets of this host, and no others', async () => {
    expect(await may('containers', 'secretsmanager:GetSecretValue', SECRET)).toBe(true);
    expect(await may('containers', 'secretsmanager:GetSecretValue', REFERENCES['DatabaseSecret'])).toBe(true);
    expect(await may('containers', 'secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:x-a1b2c3'))).toBe(
      false,
    );
    expect(await may('containers', 'secretsmanager:PutSecretValue', SECRET)).toBe(false);
  });
});

describe('operators', () => {
  it('open sessions on the instances of the stage, and on no others', async () => {
    expect(await may('operators', 'ssm:StartSession', INSTANCE, ofStage('prod'))).toBe(true);
    expect(await may('operators', 'ssm:StartSession', INSTANCE, ofStage('staging'))).toBe(false);
    expect(await may('operators', 'ssm:StartSession', INSTANCE)).toBe(false);
  });

  it('invoke the functions that are for people', async () => {
    expect(await may('operators', 'lambda:InvokeFunction', functionNamed('emergency-shutdown'))).toBe(true);
    expect(await may('operators', 'lambda:InvokeFunction', functionNamed('instance-launch'))).toBe(false);
    expect(await may('operators', 'lambda:UpdateFunctionCode', functionNamed('reconcile'))).toBe(false);
  });

  it.each<[string, string?]>([
    ['ec2:TerminateInstances', INSTANCE],
    ['ec2:StopInstances', INSTANCE],
    ['ec2:StartInstances', INSTANCE],
    ['ec2:CreateTags', INSTANCE],
    ['ec2:DeleteVolume', arn('ec2', 'volume/vol-0123456789abcdef0')],
    ['autoscaling:UpdateAutoScalingGroup', arn('autoscaling', 'autoScalingGroup:x:autoScalingGroupName/blog')],
    ['ssm:SendCommand', INSTANCE],
    ['secretsmanager:GetSecretValue', SECRET],
    ['iam:AddUserToGroup', `arn:aws:iam::${ACCOUNT}:group/x`],
  ])('may not %s', async (action, resource) => {
    expect(await may('operators', action, resource)).toBe(false);
  });
});
