import { EBSClient, GetSnapshotBlockCommand, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';
import { describe, expect, it } from 'vitest';

import type { DiskData, OtherContent } from '../ec2/disk.ts';
import type { Snapshot } from '../ec2/snapshot.ts';
import { createIam } from '../iam/index.ts';
import { packagedTemplate } from '../lambda/package-stack.ts';
import { createWorld } from '../world.ts';

const UUID = '01234567-89ab-4def-8123-456789abcdef';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
const ext4 = { type: 'ext4', uuid: UUID, label: 'hk-0123abcd', writtenAt: new Date('2026-11-20T03:00:07Z') } as const;

/** A complete snapshot of a disk, and a client that reads it. */
const givenSnapshot = (fileSystem: DiskData['fileSystem'], more: Partial<Snapshot> = {}) => {
  const world = createWorld({ template: packagedTemplate() });
  const { snapshots } = world.inRegion().ec2;
  const data = { rows: 0, ...(fileSystem && { fileSystem }) };
  const snapshot = snapshots.add({ volumeId: 'vol-1', data, tags: new Map([['hostkeeper:stage', 'prod']]), ...more });
  const client = new EBSClient({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'owner', secretAccessKey: 'secret' },
    requestHandler: world.requestHandler,
  });
  const { snapshotId: SnapshotId } = snapshot;
  const list = (input: object = {}) => client.send(new ListSnapshotBlocksCommand({ SnapshotId, ...input }));
  const get = (BlockToken: string, BlockIndex = 0) =>
    client.send(new GetSnapshotBlockCommand({ SnapshotId, BlockIndex, BlockToken }));
  /** The first block, as a reader of superblocks reads it. */
  const read = async (): Promise<Buffer> => {
    const { Blocks: [block] = [] } = await list();
    const { BlockData } = await get(block?.BlockToken ?? '');
    return Buffer.from((await BlockData?.transformToByteArray()) ?? []);
  };
  return { world, snapshots, snapshot, list, get, read };
};

describe('the first block of a snapshot', () => {
  it('has the superblock of ext4', async () => {
    const block = await givenSnapshot(ext4).read();
    expect(block).toHaveLength(524_288);
    expect(block.readUInt16LE(1024 + 56)).toBe(0xef53);
    expect(block.readUInt32LE(1024 + 48)).toBe(Date.parse('2026-11-20T03:00:07Z') / 1000);
    expect(block.toString('hex', 1024 + 104, 1024 + 120)).toBe(UUID.replaceAll('-', ''));
    expect(block.toString('latin1', 1024 + 120, 1024 + 136)).toBe('hk-0123abcd\0\0\0\0\0');
  });

  it('has the superblock of XFS', async () => {
    const block = await givenSnapshot({ ...ext4, type: 'xfs' }).read();
    expect(block.toString('latin1', 0, 4)).toBe('XFSB');
    expect(block.toString('hex', 32, 48)).toBe(UUID.replaceAll('-', ''));
    expect(block.toString('latin1', 108, 120)).toBe('hk-0123abcd\0');
  });

  it.each([
    ['partitions', 'EFI PART'],
    ['lvm', 'LABELONE'],
  ] satisfies [OtherContent['type'], string][])('of %s has %s', async (type, text) => {
    expect((await givenSnapshot({ type }).read()).toString('latin1', 512, 520)).toBe(text);
  });

  it('of garbage has no magic', async () => {
    const block = await givenSnapshot({ type: 'garbage' }).read();
    expect(block.readUInt16LE(1024 + 56)).not.toBe(0xef53);
    expect(block.subarray(0, 512).every((byte) => byte === 0)).toBe(false);
  });

  it('is not stored of a blank disk', async () => {
    const listed = await givenSnapshot(undefined).list();
    expect(listed).toMatchObject({ Blocks: [], BlockSize: 524_288, VolumeSize: 32 });
  });
});

describe('a snapshot cannot be read', () => {
  it.each([
    ['that is pending', { state: 'pending' }, 'ValidationException', 'INVALID_SNAPSHOT_ID'],
    ['that failed', { state: 'error' }, 'ValidationException', 'INVALID_SNAPSHOT_ID'],
    ['whose key is disabled', { kmsKeyId: KEY }, 'AccessDeniedException', 'DEPENDENCY_ACCESS_DENIED'],
  ] as const)('%s', async (_, more, name, Reason) => {
    const { snapshots, list, get } = givenSnapshot(ext4, more);
    snapshots.disabledKeys.add(KEY);
    await expect(list()).rejects.toMatchObject({ name, Reason });
    await expect(get('token')).rejects.toMatchObject({ name, Reason });
  });

  it('that there is not', async () => {
    const { list } = givenSnapshot(ext4);
    const missing = { name: 'ResourceNotFoundException', Reason: 'SNAPSHOT_NOT_FOUND' };
    await expect(list({ SnapshotId: 'snap-0123456789abcdef0' })).rejects.toMatchObject(missing);
    await expect(list({ SnapshotId: 'nonsense' })).rejects.toMatchObject({ Reason: 'INVALID_SNAPSHOT_ID' });
  });

  it('by the token of another block, or in pages of another size', async () => {
    const { list, get } = givenSnapshot(ext4);
    const { Blocks: [block] = [] } = await list();
    await expect(get(block?.BlockToken ?? '', 1)).rejects.toMatchObject({ Reason: 'INVALID_BLOCK_TOKEN' });
    await expect(list({ MaxResults: 99 })).rejects.toMatchObject({ Reason: 'INVALID_PARAMETER_VALUE' });
  });

  it.each([
    ['without the tag', ['ebs:ListSnapshotBlocks', 'kms:Decrypt'], 'test', false],
    ['without kms:Decrypt of its key', ['ebs:ListSnapshotBlocks'], 'prod', false],
    ['unless the role may do both', ['ebs:ListSnapshotBlocks', 'kms:Decrypt'], 'prod', true],
  ])('%s', async (_, [read = '', decrypt], stage, isAllowed) => {
    const { world, snapshot } = givenSnapshot(ext4, { kmsKeyId: KEY });
    const Condition = { StringEquals: { 'aws:ResourceTag/hostkeeper:stage': stage } };
    const Statement = [
      { Effect: 'Allow', Action: read, Resource: 'arn:aws:ec2:*::snapshot/*', Condition },
      ...(decrypt === undefined ? [] : [{ Effect: 'Allow', Action: decrypt, Resource: KEY }]),
    ];
    const Policies = [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement } }];
    const arn = 'arn:aws:iam::123456789012:role/R';
    const authorize = createIam([{ logicalId: 'R', arn, type: 'AWS::IAM::Role', properties: { Policies } }]);
    const { service } = world.inRegion().services.ebs;
    const call = { caller: 'R', region: 'us-east-1', at: world.clock.now() };
    const input = { SnapshotId: snapshot.snapshotId };
    const requests = service.ListSnapshotBlocks.authorization?.(input, call) ?? [];
    const outcome = await authorize('R', 'ebs', 'ListSnapshotBlocks', requests).catch(({ code }) => code);
    expect(outcome).toBe(isAllowed ? undefined : 'AccessDeniedException');
  });
});
