import { describe, expect, it } from 'vitest';

import { awsErrorLike } from '../fixtures.ts';
import { packagedTemplate } from '../lambda/package-stack.ts';
import { createWorld } from '../world.ts';

const [HOME, OTHER] = ['us-east-1', 'eu-central-1'];
const KEY = `arn:aws:kms:${OTHER}:123456789012:key/1234abcd`;

/** A snapshot in one region that is copied to another. */
const givenSnapshot = () => {
  const world = createWorld({ template: packagedTemplate() });
  const [home, other] = [world.inRegion(HOME).ec2, world.inRegion(OTHER).ec2];
  const source = home.snapshots.add({ volumeId: 'vol-1', data: { rows: 3 }, tags: new Map([['Name', 'a']]) });
  const call = () => ({ caller: 'owner', region: OTHER, at: world.clock.now() });
  const input = (more: object = {}) => ({ SourceRegion: HOME, SourceSnapshotId: source.snapshotId, ...more });
  const copy = (more: object = {}) => other.service.CopySnapshot.handle(input(more), call());
  const copies = () => other.service.DescribeSnapshots.handle({ OwnerIds: ['self'] }, call()).Snapshots;
  return { world, home, other, source, call, input, copy, copies };
};

const EVENT = 'EBS Snapshot Notification';

describe('a copy of a snapshot', () => {
  it('is complete minutes later, has its data, tags of its own and an arbitrary volume', async () => {
    const { world, other, copy, copies, source } = givenSnapshot();
    const Tags = [{ Key: 'hostkeeper:copy-of', Value: source.snapshotId }];
    const { SnapshotId = '' } = copy({ TagSpecifications: [{ ResourceType: 'snapshot', Tags }] });
    await world.advance({ seconds: 59 });
    expect(copies()).toMatchObject([{ SnapshotId, State: 'pending', VolumeId: 'vol-ffffffff', Tags }]);
    await world.advance({ minutes: 15 });
    expect(copies()).toMatchObject([{ State: 'completed', Encrypted: false }]);
    expect(other.snapshots.find(SnapshotId).data).toEqual({ rows: 3 });
  });

  it('is announced in its own region, with its source', async () => {
    const { world, home, other, call } = givenSnapshot();
    const { snapshotId } = other.snapshots.add({ volumeId: 'vol-1', data: { rows: 0 } });
    home.service.CopySnapshot.handle({ SourceRegion: OTHER, SourceSnapshotId: snapshotId }, call());
    await world.advance({ minutes: 16 });
    const source = `arn:aws:ec2::${OTHER}:snapshot/${snapshotId}`;
    const announced = world.events.filter(({ event }) => 'detail-type' in event && event['detail-type'] === EVENT);
    expect(announced.map(({ event }) => event)).toMatchObject([
      { 'detail-type': EVENT, detail: { event: 'copySnapshot', result: 'succeeded', source } },
    ]);
  });

  it.each([
    ['a key that is named', { Encrypted: true, KmsKeyId: KEY }, KEY],
    ['the key of EBS', { Encrypted: true }, `arn:aws:kms:${OTHER}:123456789012:alias/aws/ebs`],
  ])('is encrypted with %s', (_, more, kmsKeyId) => {
    const { other, copy } = givenSnapshot();
    expect(other.snapshots.find(copy(more).SnapshotId ?? '')).toMatchObject({ kmsKeyId });
  });

  it('fails minutes later where its key cannot be used', async () => {
    const { world, other, copy, copies } = givenSnapshot();
    other.snapshots.disabledKeys.add(KEY);
    copy({ Encrypted: true, KmsKeyId: KEY });
    await world.advance({ minutes: 15 });
    expect(copies()).toMatchObject([{ State: 'error', StateMessage: 'Given key ID is not accessible' }]);
  });
});

describe('EC2 refuses a copy', () => {
  it.each([
    ['of a snapshot that there is not', { SourceSnapshotId: 'snap-0123456789abcdef0' }, 'InvalidSnapshot.NotFound'],
    ['of a snapshot of another region', { SourceRegion: OTHER }, 'InvalidSnapshot.NotFound'],
    ['without the region of its source', { SourceRegion: undefined }, 'MissingParameter'],
    ['with a key, unencrypted', { KmsKeyId: KEY }, 'InvalidParameterDependency'],
  ])('%s', (_, more, code) => {
    const { copy, copies } = givenSnapshot();
    expect(() => copy(more)).toThrow(awsErrorLike(code, ''));
    expect(copies()).toEqual([]);
  });

  it('of a snapshot that is pending', () => {
    const { source, copy } = givenSnapshot();
    source.state = 'pending';
    expect(() => copy()).toThrow(awsErrorLike('IncorrectState', 'pending'));
  });

  it('while twenty are pending', async () => {
    const { world, copy } = givenSnapshot();
    for (let count = 0; count < 20; count++) copy();
    expect(() => copy()).toThrow(awsErrorLike('ResourceLimitExceeded', 'The limit is 20'));
    await world.advance({ minutes: 15 });
    expect(() => copy()).not.toThrow();
  });
});

describe('IAM decides about a copy', () => {
  it('by the tags of its source, by its own, and by the operation that tags it', () => {
    const { other, source, call, input } = givenSnapshot();
    const TagSpecifications = [{ ResourceType: 'snapshot', Tags: [{ Key: 'b', Value: 'c' }] }] as const;
    expect(other.service.CopySnapshot.authorization?.(input({ TagSpecifications }), call())).toMatchObject([
      { resource: `arn:aws:ec2:${HOME}::snapshot/${source.snapshotId}`, context: { 'aws:ResourceTag/Name': 'a' } },
      { resource: `arn:aws:ec2:${OTHER}::snapshot/*`, context: { 'aws:RequestTag/b': 'c', 'aws:TagKeys': ['b'] } },
      { action: 'CreateTags', context: { 'ec2:CreateAction': 'CopySnapshot' } },
    ]);
  });
});
