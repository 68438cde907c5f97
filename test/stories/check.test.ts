import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';

import { runChecks, namesOf } from '../../infra/commands/check/checks.ts';
import type { ExistingResources } from '../aws/existing.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { createWorld, type World } from '../aws/world.ts';

const template = packagedTemplate();

/** The findings of the check in a simulated AWS. */
const check = async (world: World) => {
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    requestHandler: world.requestHandler,
  };
  const clients = {
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sns: new SNSClient(settings),
  };
  const names = namesOf(JSON.stringify(template));
  const found = await runChecks(clients, { stack: 'hostkeeper-prod', region: 'us-east-1', names });
  return { stops: found.filter(({ level }) => level === 'error').map(({ text }) => text), found };
};

/** A deployed stack in an account with billing metrics. */
const deployed = { stacks: [{ StackName: 'hostkeeper-prod', StackStatus: 'UPDATE_COMPLETE' as const }] };

const given = (existing: ExistingResources, { billingAlerts = true } = {}): World => {
  const world = createWorld({ template, existing });
  if (billingAlerts) world.charge(2.1);
  return world;
};

describe('before a deployment', () => {
  it('nothing prevents the deployment of a stack that exists', async () => {
    const { stops, found } = await check(given(deployed));
    expect(stops).toEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(4);
  });

  it('billing metrics that are not enabled are named, with where to enable them', async () => {
    const { stops } = await check(given(deployed, { billingAlerts: false }));
    expect(stops).toEqual([expect.stringContaining('Receive CloudWatch billing alerts')]);
  });

  it('an address that has not confirmed is named', async () => {
    const world = given(deployed);
    world.subscribe(world.names.topics['NotificationTopic'] ?? '', 'email', 'late@example.com', false);
    const { stops } = await check(world);
    expect(stops).toEqual([expect.stringContaining('late@example.com has not confirmed')]);
  });

  it('a quota that is too low is named', async () => {
    const { stops } = await check(given({ ...deployed, concurrency: 2 }));
    expect(stops).toEqual([expect.stringContaining('only 2 at once')]);
  });

  it.each(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'] as const)(
    'a stack that cannot be updated is named: %s',
    async (StackStatus) => {
      const { stops } = await check(given({ stacks: [{ StackName: 'hostkeeper-prod', StackStatus }] }));
      expect(stops).toEqual([expect.stringContaining(`hostkeeper-prod is ${StackStatus}`)]);
    },
  );

  it('every name that is taken is named', async () => {
    const logGroups = ['/aws/lambda/hostkeeper-prod-reconcile', '/aws/lambda/hostkeeper-prod-reconcile-2'];
    const { stops } = await check(given({ functions: ['hostkeeper-prod-budget-notification'], logGroups }));
    expect(stops.filter((text) => !text.includes('the alarm'))).toEqual([
      expect.stringContaining('the function hostkeeper-prod-budget-notification already'),
      expect.stringContaining('the log group /aws/lambda/hostkeeper-prod-reconcile already'),
    ]);
  });

  it('the check changes nothing', async () => {
    const world = given(deployed);
    await check(world);
    expect(world.calls.map(({ operation }) => operation).filter((name) => !/^(Describe|Get|List)/.test(name))).toEqual(
      [],
    );
  });
});
