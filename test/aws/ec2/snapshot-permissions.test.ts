import { describe, expect, it } from 'vitest';

import { ownerCall, startClock } from '../fixtures.ts';
import { createIam } from '../iam/index.ts';
import { AwsError } from '../operation.ts';
import { createEc2 } from './index.ts';

const givenVolume = () => {
  const clock = startClock();
  const ec2 = createEc2({ clock, region: 'us-east-1' });
  return { ec2, call: () => ownerCall(clock), volume: ec2.volumes.create('us-east-1a', { 'hostkeeper:host': 'blog' }) };
};

const outcomeOf = (decision: Promise<void>): Promise<string> =>
  decision.then(
    () => 'allowed',
    (error: unknown) => (error instanceof AwsError ? error.code : String(error)),
  );
const statement = (Action: string, Resource: string, Condition: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const SNAPSHOT = 'arn:aws:ec2:*::snapshot/*';
const host = { StringEquals: { 'aws:RequestTag/hostkeeper:stage': 'prod' } };
const statements = {
  volume: statement('ec2:CreateSnapshot', 'arn:aws:ec2:*:*:volume/*', {
    StringEquals: { 'aws:ResourceTag/hostkeeper:host': 'blog' },
  }),
  snapshot: statement('ec2:CreateSnapshot', SNAPSHOT, host),
  tags: statement('ec2:CreateTags', SNAPSHOT, { StringEquals: { 'ec2:CreateAction': 'CreateSnapshot' } }),
  deletion: statement('ec2:DeleteSnapshot', SNAPSHOT, {
    StringEquals: { 'aws:ResourceTag/hostkeeper:kept-by': 'retention' },
  }),
};
const iamWith = (...Statement: object[]) => {
  const Policies = [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement } }];
  const arn = 'arn:aws:iam::123456789012:role/R';
  return createIam([{ logicalId: 'Role', arn, type: 'AWS::IAM::Role', properties: { Policies } }]);
};

describe('IAM decides', () => {
  it.each([
    ['with every permission', Object.values(statements), {}, true],
    ['without that for the volume', [statements.snapshot, statements.tags], {}, false],
    ['without that for the snapshot', [statements.volume, statements.tags], {}, false],
    ['without that for its tags', [statements.volume, statements.snapshot], {}, false],
    ['with another tag', Object.values(statements), { 'hostkeeper:stage': 'test' }, false],
  ])('about a snapshot %s', async (_, allowed, tags, isAllowed) => {
    const { ec2, call, volume } = givenVolume();
    const Tags = Object.entries({ 'hostkeeper:stage': 'prod', ...tags }).map(([Key, Value]) => ({ Key, Value }));
    const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags }];
    const input = { VolumeId: volume.volumeId, TagSpecifications };
    const requests = ec2.service.CreateSnapshot.authorization?.(input, call()) ?? [];
    const decision = iamWith(...allowed)('Role', 'ec2', 'CreateSnapshot', requests);
    expect(await outcomeOf(decision)).toBe(isAllowed ? 'allowed' : 'UnauthorizedOperation');
  });

  it('about the tags of a snapshot by their keys, and by those that it has', () => {
    const { ec2, call, volume } = givenVolume();
    const { volumeId, data } = volume;
    const { snapshotId } = ec2.snapshots.add({ volumeId, data, tags: new Map([['a', 'b']]) });
    const input = { Resources: [snapshotId], Tags: [{ Key: 'c', Value: 'd' }] };
    expect(ec2.service.CreateTags.authorization?.(input, call())).toMatchObject([
      { context: { 'aws:ResourceTag/a': 'b', 'aws:RequestTag/c': 'd', 'aws:TagKeys': ['c'] } },
    ]);
  });

  it.each([
    ['retention', true],
    ['Ann', false],
  ])('that a snapshot kept by %s may be deleted: %s', async (keptBy, isAllowed) => {
    const { ec2, call, volume } = givenVolume();
    const { volumeId, data } = volume;
    const tags = new Map([['hostkeeper:kept-by', keptBy]]);
    const { snapshotId: SnapshotId } = ec2.snapshots.add({ volumeId, data, tags });
    const requests = ec2.service.DeleteSnapshot.authorization?.({ SnapshotId }, call()) ?? [];
    const decision = iamWith(statements.deletion)('Role', 'ec2', 'DeleteSnapshot', requests);
    expect(await outcomeOf(decision)).toBe(isAllowed ? 'allowed' : 'UnauthorizedOperation');
  });
});
