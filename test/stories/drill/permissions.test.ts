import { describe, expect, it } from 'vitest';

import { packagedTemplate } from '../../aws/lambda/package-stack.ts';
import { ACCOUNT } from '../../aws/operation.ts';
import { deploy, stackResources } from '../../aws/template.ts';
import { ALL_ROLES, arnOf, deniedError, withFixture } from '../../support/roles.ts';

const ROLE = 'RestoreDrillRole';

const [template = ''] = [
  ...stackResources(packagedTemplate(), 'us-east-1', (type) => type === 'AWS::EC2::LaunchTemplate'),
].map(([, { physicalId }]) => arnOf('ec2', `launch-template/${physicalId}`));

const FROM_TEMPLATE = { 'ec2:LaunchTemplate': template };
const TAGGED = { 'aws:RequestTag/hostkeeper:stage': 'prod', 'aws:RequestTag/hostkeeper:role': 'drill' };
const OF_DRILL = { 'aws:ResourceTag/hostkeeper:stage': 'prod', 'aws:ResourceTag/hostkeeper:role': 'drill' };
const OF_SNAPSHOT = { 'aws:ResourceTag/hostkeeper:stage': 'prod', 'aws:ResourceTag/hostkeeper:role': 'snapshot' };

const INSTANCE = arnOf('ec2', 'instance/*');
const VOLUME = arnOf('ec2', 'volume/*');
const IMAGE = 'arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0';
const SNAPSHOT = 'arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0';
const DRILL_ROLE = `arn:aws:iam::${ACCOUNT}:role/DrillRole`;

/** The other roles that may end drills. */
const ENDERS: ReadonlySet<string> = new Set(['ReconcileRole', 'BudgetKillSwitchRole', 'BudgetNotificationRole']);

type Ask = readonly [action: string, resource: string, context: Readonly<Record<string, string>>];

/** What a drill needs, each with the keys that the conditions compare. */
const ALLOWED: readonly Ask[] = [
  ['ec2:RunInstances', INSTANCE, { ...FROM_TEMPLATE, ...TAGGED, 'ec2:InstanceType': 't3.micro' }],
  ['ec2:RunInstances', VOLUME, { ...FROM_TEMPLATE, ...TAGGED }],
  ['ec2:RunInstances', SNAPSHOT, { ...FROM_TEMPLATE, ...OF_SNAPSHOT }],
  ['ec2:RunInstances', IMAGE, { ...FROM_TEMPLATE, 'ec2:IsLaunchTemplateResource': 'true' }],
  ['ec2:RunInstances', arnOf('ec2', 'subnet/subnet-1'), FROM_TEMPLATE],
  ['ec2:RunInstances', template, FROM_TEMPLATE],
  ['ec2:CreateTags', INSTANCE, { ...TAGGED, 'ec2:CreateAction': 'RunInstances' }],
  ['ec2:CreateTags', VOLUME, { ...TAGGED, 'ec2:CreateAction': 'RunInstances' }],
  ['iam:PassRole', DRILL_ROLE, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
  ['ec2:TerminateInstances', INSTANCE, OF_DRILL],
];

/** The same with one thing that is not a drill's. */
const DENIED: readonly (readonly [string, ...Ask])[] = [
  ['without a launch template', 'ec2:RunInstances', INSTANCE, { ...TAGGED, 'ec2:InstanceType': 't3.micro' }],
  [
    'from a launch template of others',
    'ec2:RunInstances',
    INSTANCE,
    { ...TAGGED, 'ec2:InstanceType': 't3.micro', 'ec2:LaunchTemplate': arnOf('ec2', 'launch-template/lt-theirs') },
  ],
  ['of a large type', 'ec2:RunInstances', INSTANCE, { ...FROM_TEMPLATE, ...TAGGED, 'ec2:InstanceType': 'p5.48xlarge' }],
  ['without tags', 'ec2:RunInstances', INSTANCE, { ...FROM_TEMPLATE, 'ec2:InstanceType': 't3.micro' }],
  [
    'with a volume that claims to be data',
    'ec2:RunInstances',
    VOLUME,
    { ...FROM_TEMPLATE, ...TAGGED, 'aws:RequestTag/hostkeeper:role': 'data' },
  ],
  [
    'of a snapshot of another stage',
    'ec2:RunInstances',
    SNAPSHOT,
    { ...FROM_TEMPLATE, ...OF_SNAPSHOT, 'aws:ResourceTag/hostkeeper:stage': 'staging' },
  ],
  ['with another image', 'ec2:RunInstances', IMAGE, { ...FROM_TEMPLATE, 'ec2:IsLaunchTemplateResource': 'false' }],
  ['by a tag on what is there', 'ec2:CreateTags', VOLUME, { ...TAGGED, 'ec2:CreateAction': 'CreateTags' }],
  [
    'with another role',
    'iam:PassRole',
    `arn:aws:iam::${ACCOUNT}:role/Owner`,
    { 'iam:PassedToService': 'ec2.amazonaws.com' },
  ],
  ['with its role for another service', 'iam:PassRole', DRILL_ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
  ['by the end of a host', 'ec2:TerminateInstances', INSTANCE, { 'aws:ResourceTag/hostkeeper:stage': 'prod' }],
  [
    'by the end of a drill of another stage',
    'ec2:TerminateInstances',
    INSTANCE,
    { ...OF_DRILL, 'aws:ResourceTag/hostkeeper:stage': 'staging' },
  ],
  ['by a parameter of others', 'ssm:GetParameters', arnOf('ssm', 'parameter/secret'), {}],
  ['by the deletion of a volume', 'ec2:DeleteVolume', VOLUME, OF_DRILL],
  ['by a volume of its own', 'ec2:CreateVolume', VOLUME, TAGGED],
];

describe('the role that rehearses restores', () => {
  const as = withFixture();

  it.each(ALLOWED)('may %s on %s', async (action, resource, context) => {
    await expect(as(ROLE).askIam(action, { resource, context })).resolves.toBeUndefined();
  });

  it.each(DENIED)('launches, changes or ends nothing %s: %s', async (_, action, resource, context) => {
    await expect(as(ROLE).askIam(action, { resource, context })).rejects.toThrow(deniedError(action));
  });

  it.each(ALLOWED)(
    'and no other role may %s on %s, but that a pass of reconcile, and a stop by the bill, end drills',
    async (action, resource, context) => {
      const others = ALL_ROLES.filter(
        (role) => role !== ROLE && !(action === 'ec2:TerminateInstances' && ENDERS.has(role)),
      );
      expect(others.length).toBeGreaterThan(6);
      for (const role of others)
        await expect(as(role).askIam(action, { resource, context })).rejects.toThrow(deniedError(action));
    },
  );

  it('gives the instance a role that reads no parameter, no secret and no other resource of the account', () => {
    const roles = deploy(packagedTemplate(), 'us-east-1')('AWS::IAM::Role');
    const role = roles.find(({ logicalId }) => logicalId === 'DrillRole');
    const text = JSON.stringify(role?.properties['Policies']);
    expect([...text.matchAll(/"((ec2|iam|s3|kms|secretsmanager|autoscaling|route53|lambda):\w+)"/g)]).toEqual([]);
    expect(text).not.toMatch(/ssm:(Get|Put|Send)/);
    expect(text).toContain('ecr:BatchGetImage');
  });
});
