import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { findLeftovers } from '../../infra/commands/deploy/leftovers.ts';
import { hostSchema } from '../../infra/host/settings.ts';
import { given } from '../support/given.ts';

const SETTINGS = { name: 'blog', domain: 'example.com', zones: ['us-east-1a', 'us-east-1b'] };

/** An account in which a stack of the stage `shop` has made all that holds data; the stack itself is there, or was removed. */
const givenData = async ({ removed }: { readonly removed: boolean }) => {
  const resources = {
    'AWS::SecretsManager::Secret': 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hostkeeper-shop-blog-a1b2c3',
    'AWS::ECR::Repository': 'hostkeeper-shop-blog',
    'AWS::Route53::HostedZone': 'Z0123456789ABCDEFGHIJ',
  };
  const { world } = await given(
    {},
    { stacks: removed ? [] : [{ StackName: 'hostkeeper-shop', StackStatus: 'UPDATE_COMPLETE', resources }] },
  );
  const { ecr, secretsManager } = world.inRegion();
  secretsManager.add('hostkeeper-shop-blog', '{}');
  ecr.add('hostkeeper-shop-blog');
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    requestHandler: world.requestHandler,
    maxAttempts: 1,
  };
  return {
    world,
    find: () =>
      findLeftovers(
        {
          cloudFormation: new CloudFormationClient(settings),
          ec2: new EC2Client(settings),
          ecr: new ECRClient(settings),
          route53: new Route53Client(settings),
          secretsManager: new SecretsManagerClient(settings),
        },
        { stage: 'shop', settings: z.parse(hostSchema, SETTINGS) },
      ),
  };
};

describe('what an earlier stack has left', () => {
  it('is what the stack would make again', async () => {
    const { find } = await givenData({ removed: true });
    expect((await find()).map(({ setting }) => setting)).toEqual(['secretArn', 'repository', 'hostedZoneId']);
  });

  it('is not what the stack has, which is still there', async () => {
    const { find } = await givenData({ removed: false });
    expect(await find()).toEqual([]);
  });

  for (const operation of [
    'ListStackResources',
    'DescribeSecret',
    'DescribeVolumes',
    'DescribeRepositories',
    'ListHostedZones',
  ])
    it(`is not known where ${operation} is down, and nothing is taken for missing`, async () => {
      const { world, find } = await givenData({ removed: true });
      world.breakDown(operation, { hours: 1 });
      await expect(find()).rejects.toThrow('The service is down.');
    });
});
