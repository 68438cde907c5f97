import { describe, expect, it } from 'vitest';

import * as clients from '../../../libs/aws/clients.ts';
import { createEbsDirect } from '../../../libs/aws/ebs-direct.ts';
import { createSnapshots } from '../../../libs/aws/snapshots.ts';
import { createEndpoint } from '../../aws/http/endpoint.ts';
import { AwsError } from '../../aws/operation.ts';

/** The adapters before an endpoint that answers in this order, an error where it is one; and the operations that it was asked for. */
const before = (...answers: readonly unknown[]) => {
  const left = [...answers];
  const asked: string[] = [];
  const inputs: object[] = [];
  const { requestHandler } = createEndpoint(
    async ({ operation, input }) => {
      asked.push(operation);
      inputs.push(input);
      const answer = left.shift() ?? {};
      if (answer instanceof Error) throw answer;
      return answer;
    },
    () => new Date(0),
  );
  const config: clients.ClientConfig = {
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    requestHandler,
    clock: { now: () => new Date(0), sleep: async () => {} },
  };
  return {
    asked,
    inputs,
    ...createSnapshots(clients.ec2Client(config, 'us-east-1')),
    ...createEbsDirect(clients.ebsClient(config, 'us-east-1')),
  };
};

const lost = () => new AwsError('InternalError', 'An internal error has occurred', 500);
const throttled = () => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
const request = { description: 'd', tags: { a: 'b' } };
const source = { region: 'us-east-1', snapshotId: 'snap-0' };

describe('a request that makes a snapshot', () => {
  it.each([
    ['CreateSnapshot', (aws: ReturnType<typeof before>) => aws.createSnapshot('vol-1', request)],
    ['CopySnapshot', (aws: ReturnType<typeof before>) => aws.copySnapshot(source, request)],
  ])('is not made again where nobody knows what came of it: %s', async (operation, send) => {
    const aws = before(lost());
    await expect(send(aws)).rejects.toMatchObject({ name: 'NotNow', message: expect.stringContaining(operation) });
    expect(aws.asked).toEqual([operation]);
  });

  it('is made again where it was throttled', async () => {
    const aws = before(throttled(), throttled(), { SnapshotId: 'snap-1' });
    expect(await aws.createSnapshot('vol-1', request)).toMatchObject({ SnapshotId: 'snap-1' });
    expect(aws.asked).toHaveLength(3);
  });

  it.each(['SnapshotCreationPerVolumeRateExceeded', 'ConcurrentSnapshotLimitExceeded'])(
    'waits for its turn after %s',
    async (code) => {
      await expect(before(new AwsError(code, 'wait', 400)).createSnapshot('vol-1', request)).rejects.toMatchObject({
        name: 'NotNow',
      });
    },
  );

  it('fails with what AWS refuses it for', async () => {
    const aws = before(new AwsError('UnauthorizedOperation', 'You are not authorized.', 403));
    await expect(aws.createSnapshot('vol-1', request)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    expect(aws.asked).toHaveLength(1);
  });

  it('copies under a key where there is one, and else says nothing of encryption', async () => {
    const aws = before({ SnapshotId: 'snap-1' }, { SnapshotId: 'snap-2' });
    await aws.copySnapshot(source, request);
    await aws.copySnapshot({ ...source, kmsKeyId: 'key' }, request);
    expect(aws.inputs[0]).not.toHaveProperty('Encrypted');
    expect(aws.inputs[1]).toMatchObject({ Encrypted: true, KmsKeyId: 'key', SourceRegion: 'us-east-1' });
  });
});

describe('a deletion', () => {
  it('is well where the snapshot is gone, and says why AWS keeps it', async () => {
    expect(await before(new AwsError('InvalidSnapshot.NotFound', 'no', 400)).deleteSnapshot('snap-1')).toBeUndefined();
    expect(await before(new AwsError('InvalidSnapshot.InUse', 'by ami-1', 400)).deleteSnapshot('snap-1')).toBe(
      'by ami-1',
    );
  });

  it('is made again where the reply was lost', async () => {
    const aws = before(lost(), {});
    await aws.deleteSnapshot('snap-1');
    expect(aws.asked).toHaveLength(2);
  });
});

describe('a listing', () => {
  it('reads every page, of a thousand, and keeps what it maps', async () => {
    const aws = before(
      { Snapshots: [{ SnapshotId: 'snap-1' }, { SnapshotId: 'snap-2' }], NextToken: 'next' },
      { Snapshots: [{ SnapshotId: 'snap-3' }] },
    );
    const ids = await aws.listSnapshots([], ({ SnapshotId }) => (SnapshotId === 'snap-2' ? undefined : SnapshotId));
    expect(ids).toEqual(['snap-1', 'snap-3']);
    expect(aws.inputs).toMatchObject([{ MaxResults: 1000, OwnerIds: ['self'] }, { NextToken: 'next' }]);
  });

  it('of the blocks of a snapshot finds the first one, or that it was never written', async () => {
    const block = Buffer.from('data');
    const aws = before({ Blocks: [{ BlockIndex: 0, BlockToken: 't' }] }, { BlockData: block, DataLength: 4 });
    expect(Buffer.from((await aws.readFirstBlock('snap-1')) ?? []).toString()).toBe('data');
    expect(await before({ Blocks: [{ BlockIndex: 7, BlockToken: 't' }] }).readFirstBlock('snap-1')).toBeUndefined();
    expect(await before({ Blocks: [] }).readFirstBlock('snap-1')).toBeUndefined();
  });
});
