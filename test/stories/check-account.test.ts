import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { offeringFindings } from '../../infra/commands/check/offering.ts';
import { parameterFindings } from '../../infra/commands/check/parameter-access.ts';
import { ifReadable } from '../../infra/commands/check/readable.ts';
import { serviceRoleFindings } from '../../infra/commands/check/service-roles.ts';
import { volumeFindings } from '../../infra/commands/check/volume.ts';
import { hostSchema } from '../../infra/host/settings.ts';
import { given } from '../support/given.ts';

const REGION = 'us-east-1';

/** The settings of a host. */
const host = (settings: object = {}) =>
  z.parse(hostSchema, { name: 'blog', domain: 'example.com', zones: ['us-east-1a', 'us-east-1b'], ...settings });

/** An account, and its owner's clients. */
const owned = async (...options: Parameters<typeof given>) => {
  const env = await given(...options);
  const settings = {
    region: REGION,
    credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    requestHandler: env.world.requestHandler,
  };
  const clients = {
    autoScaling: new AutoScalingClient(settings),
    ec2: new EC2Client(settings),
    iam: new IAMClient(settings),
  };
  return { ...env, clients };
};

/** How AWS may refuse to answer, and what is said of it. */
const REFUSALS = [
  ['throttled', { code: 'Throttling', message: 'Rate exceeded', status: 400 }, 'Rate exceeded'],
  [
    'denied',
    { code: 'AccessDenied', message: 'User: ann is not authorized to perform: it', status: 403 },
    'ann lacks the permission it in us-east-1',
  ],
] as const;

describe('the service-linked roles of a host', () => {
  it('are there in an account in which groups and clusters were made', async () => {
    const { clients } = await owned({});
    expect(await serviceRoleFindings(clients.iam, host())).toEqual([{ level: 'ok', text: expect.any(String) }]);
  });

  it('are missing in a new one, each with the command that makes it; that of Spot only where it is wanted', async () => {
    const { clients } = await owned({}, { serviceRoles: ['ecs.amazonaws.com'] });
    const missing = async (settings?: object) =>
      (await serviceRoleFindings(clients.iam, host(settings))).map(({ level, text }) => `${level}: ${text}`);
    const autoScaling =
      'error: The account has no service-linked role AWSServiceRoleForAutoScaling: aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com';
    expect(await missing()).toEqual([autoScaling]);
    expect(await missing({ spotTypes: ['t3.micro'] })).toEqual([
      autoScaling,
      'error: The account has no service-linked role AWSServiceRoleForEC2Spot: aws iam create-service-linked-role --aws-service-name spot.amazonaws.com',
    ]);
  });

  it('that AWS does not tell once are asked for again', async () => {
    const { world, clients } = await owned({});
    world.injectFault('GetRole', { nth: 1, ...REFUSALS[0][1] });
    expect(await serviceRoleFindings(clients.iam, host())).toEqual([{ level: 'ok', text: expect.any(String) }]);
  });

  it.each(REFUSALS)('that cannot be read are said to be unknown: %s', async (_, error, words) => {
    const { world, clients } = await owned({});
    world.breakDown('GetRole', { hours: 1 }, error);
    const found = await ifReadable('The roles', REGION, () => serviceRoleFindings(clients.iam, host()));
    expect(found).toEqual([{ level: 'todo', text: expect.stringContaining(`The roles could not be read. ${words}`) }]);
  });
});

describe('the type of a host', () => {
  it('is offered in both zones', async () => {
    const { clients } = await owned({});
    expect(await offeringFindings(clients.ec2, host())).toEqual([
      { level: 'ok', text: 'AWS offers t3.micro in us-east-1a and us-east-1b.' },
    ]);
  });

  it('prevents the deployment where the zone of the host lacks it, and not where the other one does', async () => {
    const { world, clients } = await owned({});
    const { ec2 } = world.inRegion();
    ec2.withdrawType('t3.micro', 'us-east-1b');
    expect(await offeringFindings(clients.ec2, host())).toEqual([
      { level: 'todo', text: expect.stringContaining('t3.micro cannot be had in us-east-1b') },
    ]);
    ec2.withdrawType('t3.micro', 'us-east-1a');
    expect(await offeringFindings(clients.ec2, host())).toEqual([
      { level: 'error', text: expect.stringContaining('It is offered in us-east-1c: change host.zones') },
    ]);
    // Of several Spot types one is enough.
    expect(await offeringFindings(clients.ec2, host({ spotTypes: ['t3.micro', 't3a.micro'] }))).toEqual([
      { level: 'ok', text: 'AWS offers t3.micro or t3a.micro in us-east-1a and us-east-1b.' },
    ]);
  });

  it('that does not exist, and a zone that does not, are offered nowhere', async () => {
    const { clients } = await owned({});
    expect(await offeringFindings(clients.ec2, host({ instanceType: 't9.micro' }))).toEqual([
      { level: 'error', text: expect.stringContaining('No zone of the region offers it') },
    ]);
    expect(await offeringFindings(clients.ec2, host({ zones: ['us-east-1z', 'us-east-1b'] }))).toEqual([
      { level: 'error', text: expect.stringContaining('cannot be had in us-east-1z') },
    ]);
  });

  it.each(REFUSALS)('is said to be unknown where it cannot be read: %s', async (_, error, words) => {
    const { world, clients } = await owned({});
    world.breakDown('DescribeInstanceTypeOfferings', { hours: 1 }, error);
    const found = await ifReadable('The types', REGION, () => offeringFindings(clients.ec2, host()));
    expect(found).toEqual([{ level: 'todo', text: expect.stringContaining(`The types could not be read. ${words}`) }]);
  });
});

/** What is found of a volume that a stage names. */
const findings = ({ clients }: Awaited<ReturnType<typeof owned>>, volumeId: string, zones: readonly string[]) =>
  volumeFindings(clients.ec2, { stage: 'prod', settings: host({ volumeId, zones }) });

describe('a data volume that the stage names', () => {
  const TAGGED = { 'hostkeeper:host': 'blog', 'hostkeeper:stage': 'prod', 'hostkeeper:role': 'data' };

  it('is right in the first zone of the host, with its tags', async () => {
    const env = await owned({});
    const tags = { ...TAGGED, 'hostkeeper:recycle': 'prod' };
    const { volumeId } = env.world.inRegion().ec2.volumes.create('us-east-1b', tags);
    expect(await findings(env, volumeId, ['us-east-1b', 'us-east-1a'])).toEqual([
      { level: 'ok', text: expect.stringContaining('is in us-east-1b, with the tags of the host') },
    ]);
    expect(await findings(env, volumeId, ['us-east-1a', 'us-east-1b'])).toEqual([
      {
        level: 'error',
        text: expect.stringContaining(
          'the group in us-east-1a: a volume cannot leave its zone. Give it like this: zone: us-east-1b',
        ),
      },
    ]);
    expect(await findings(env, volumeId, ['us-east-1a', 'us-east-1c'])).toEqual([
      { level: 'error', text: expect.stringContaining('Give them like this: zones: [us-east-1b, us-east-1c]') },
    ]);
  });

  it('without the tag of the Recycle Bin is named, with the command', async () => {
    const env = await owned({});
    const { volumeId } = env.world.inRegion().ec2.volumes.create('us-east-1b', TAGGED);
    expect(await findings(env, volumeId, ['us-east-1b', 'us-east-1a'])).toEqual([
      { level: 'ok', text: expect.anything() },
      {
        level: 'todo',
        text: `The Recycle Bin does not keep the volume ${volumeId} if somebody deletes it: aws ec2 create-tags --resources ${volumeId} --tags Key=hostkeeper:recycle,Value=prod`,
      },
    ]);
  });

  it('is named where it is not there, and where it lacks a tag, with the command', async () => {
    const env = await owned({});
    const zones = ['us-east-1a', 'us-east-1b'];
    expect(await findings(env, 'vol-0123456789abcdef0', zones)).toEqual([
      { level: 'error', text: expect.stringContaining('There is no volume vol-0123456789abcdef0') },
    ]);
    const { volumeId } = env.world.inRegion().ec2.volumes.create('us-east-1a', { 'hostkeeper:host': 'blog' });
    expect(await findings(env, volumeId, zones)).toEqual([
      {
        level: 'error',
        text: expect.stringContaining(
          `aws ec2 create-tags --resources ${volumeId} --tags Key=hostkeeper:stage,Value=prod Key=hostkeeper:role,Value=data`,
        ),
      },
    ]);
  });

  it.each(REFUSALS)('is said to be unknown where it cannot be read: %s', async (_, error, words) => {
    const env = await owned({});
    env.world.breakDown('DescribeVolumes', { hours: 1 }, error);
    const found = await ifReadable('It', REGION, () =>
      findings(env, 'vol-0123456789abcdef0', ['us-east-1a', 'us-east-1b']),
    );
    expect(found).toEqual([{ level: 'todo', text: expect.stringContaining(`It could not be read. ${words}`) }]);
  });
});

/** An enrolled host whose instance has a role with this policy of AWS. */
const adopted = async (policy: string) => {
  const env = await owned({ blog: {} });
  const { iam } = env.clients;
  await iam.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: '{}' }));
  await iam.send(
    new AttachRolePolicyCommand({ RoleName: 'web', PolicyArn: `arn:aws:iam::aws:policy/service-role/${policy}` }),
  );
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'profile' }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'profile', RoleName: 'web' }));
  env.instance('blog').profile = 'profile';
  return env;
};

describe("an enrolled host with AWS's policy for Systems Manager", () => {
  it.each(['AmazonSSMManagedInstanceCore', 'AmazonEC2RoleforSSM'])(
    'may read every parameter by %s, until the policy that is printed denies it',
    async (policy) => {
      const { clients } = await adopted(policy);
      const [finding, ...others] = await parameterFindings(clients, 'prod', REGION);
      expect([finding?.level, others]).toEqual(['todo', []]);
      expect(finding?.text).toContain(`The policy ${policy} of the role web lets blog read every parameter`);
      const [, RoleName, PolicyName, PolicyDocument = ''] =
        /--role-name (\S+) --policy-name (\S+) --policy-document '(.*)'$/.exec(finding?.text ?? '') ?? [];
      expect(JSON.parse(PolicyDocument)).toMatchObject({
        Statement: [{ Effect: 'Deny', Resource: 'arn:aws:ssm:*:123456789012:parameter/*' }],
      });
      await clients.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
      expect(await parameterFindings(clients, 'prod', REGION)).toEqual([]);
    },
  );

  it('is not named for another policy, without a profile, or where there is no host', async () => {
    const { clients } = await adopted('AmazonEC2ReadOnlyAccess');
    expect(await parameterFindings(clients, 'prod', REGION)).toEqual([]);
    expect(await parameterFindings(clients, 'staging', REGION)).toEqual([]);
    const bare = await owned({ blog: {} });
    expect(await parameterFindings(bare.clients, 'prod', REGION)).toEqual([]);
  });

  it.each(REFUSALS)('is said to be unknown where it cannot be read: %s', async (_, error, words) => {
    const { world, clients } = await adopted('AmazonSSMManagedInstanceCore');
    world.breakDown('ListAttachedRolePolicies', { hours: 1 }, error);
    const found = await ifReadable('It', REGION, () => parameterFindings(clients, 'prod', REGION));
    expect(found).toEqual([{ level: 'todo', text: expect.stringContaining(`It could not be read. ${words}`) }]);
  });
});
