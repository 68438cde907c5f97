import { describe, expect, it, vi } from 'vitest';

import { awsError, awsErrorLike, ownerCall, startClock } from '../fixtures.ts';
import { formattedDisk } from './disk.ts';
import { createEc2 } from './index.ts';

const UNKNOWN = { snapshot: 'snap-0123456789abcdef0', volume: 'vol-0123456789abcdef0' };

const givenVolume = () => {
  const clock = startClock();
  const events: object[] = [];
  const ec2 = createEc2({ clock, region: 'us-east-1', emit: (event) => void events.push(event) });
  const volume = ec2.volumes.create('us-east-1a', { 'hostkeeper:host': 'blog' });
  volume.data = { ...formattedDisk(volume.volumeId, { label: 'data', at: clock.now() }), rows: 3 };
  const call = () => ownerCall(clock);
  const create = (more: object = {}) =>
    ec2.service.CreateSnapshot.handle({ VolumeId: volume.volumeId, ...more }, call());
  const list = (input: object = {}) => ec2.service.DescribeSnapshots.handle({ OwnerIds: ['self'], ...input }, call());
  const ids = (input: object = {}) => list(input).Snapshots?.map(({ SnapshotId }) => SnapshotId);
  const remove = (SnapshotId: string | undefined) => ec2.service.DeleteSnapshot.handle({ SnapshotId }, call());
  const seconds = (count: number) => clock.advance(1000 * count);
  return { clock, ec2, volume, events, call, create, list, ids, remove, seconds };
};

/** A volume, and snapshots of it that are complete since long. */
const givenSnapshots = () => {
  const given = givenVolume();
  const { ec2, volume, clock } = given;
  const add = (day: number, tags: Record<string, string> = {}) =>
    ec2.snapshots.add({
      volumeId: volume.volumeId,
      data: volume.data,
      startedAt: new Date(Date.UTC(2026, 9, day, 3)),
      tags: new Map(Object.entries(tags)),
    }).snapshotId;
  return { ...given, clock, add };
};

describe('a snapshot', () => {
  it('is pending, and complete minutes later, which an event says', async () => {
    const { create, list, events, seconds, volume } = givenVolume();
    const created = create({
      Description: 'nightly',
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'Name', Value: 'a' }] }],
    });
    expect(created).toMatchObject({ State: 'pending', Progress: '0%', VolumeSize: 32, Description: 'nightly' });
    await seconds(7);
    expect(list().Snapshots).toMatchObject([{ State: 'pending', Tags: [{ Key: 'Name', Value: 'a' }] }]);
    expect(events).toEqual([]);
    await seconds(240);
    expect(list().Snapshots).toMatchObject([{ State: 'completed', Progress: '100%', VolumeId: volume.volumeId }]);
    const arn = `arn:aws:ec2::us-east-1:snapshot/${created.SnapshotId}`;
    expect(events).toMatchObject([
      {
        'detail-type': 'EBS Snapshot Notification',
        source: 'aws.ec2',
        resources: [arn],
        detail: {
          event: 'createSnapshot',
          result: 'succeeded',
          cause: '',
          snapshot_id: arn,
          source: `arn:aws:ec2::us-east-1:volume/${volume.volumeId}`,
          startTime: '2026-11-02T01:00:00Z',
        },
      },
    ]);
  });

  it('holds what the disk held when it was requested', () => {
    const { create, ec2, volume } = givenVolume();
    const { SnapshotId = '' } = create();
    volume.data.rows += 1;
    ec2.volumes.writeSuperblock(volume);
    const { data } = ec2.snapshots.find(SnapshotId);
    expect([data.rows, data.fileSystem]).toMatchObject([3, { type: 'ext4', label: 'data' }]);
  });

  it('that fails says why, and so does its event', async () => {
    const { create, list, ec2, events, seconds, volume } = givenVolume();
    const { SnapshotId = '' } = create();
    ec2.snapshots.find(SnapshotId).failsLater = 'The key is disabled.';
    await seconds(20);
    volume.snapshotsFail = 'Internal error';
    create();
    await seconds(260);
    expect(list().Snapshots).toMatchObject([
      { State: 'error', StateMessage: 'The key is disabled.' },
      { State: 'error', StateMessage: 'Internal error' },
    ]);
    const failed = { event: 'createSnapshot', result: 'failed' };
    expect(events.map((event) => ('detail' in event ? event.detail : undefined))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...failed, cause: 'The key is disabled.' }),
        expect.objectContaining({ ...failed, cause: 'Internal error' }),
      ]),
    );
  });

  it('is described seconds after it was requested', async () => {
    const { create, ids, seconds } = givenVolume();
    const { SnapshotId } = create();
    const early = [ids(), () => ids({ OwnerIds: [], SnapshotIds: [SnapshotId] })] as const;
    expect(early[0]).toEqual([]);
    expect(early[1]).toThrow(awsErrorLike('InvalidSnapshot.NotFound', 'does not exist'));
    await seconds(5);
    expect(ids()).toEqual([SnapshotId]);
  });

  it('of one volume begins every fifteen seconds, and five are pending at most', async () => {
    const { clock, create, ec2, seconds } = givenVolume();
    create();
    await seconds(14);
    expect(() => create()).toThrow(awsErrorLike('SnapshotCreationPerVolumeRateExceeded', 'per volume'));
    await seconds(1);
    create();
    await seconds(240);
    expect(ec2.snapshots.all().map(({ state }) => state)).not.toContain('pending');
    vi.spyOn(clock, 'drawMilliseconds').mockReturnValue(100_000);
    for (let count = 0; count < 5; count++) {
      create();
      await seconds(15);
    }
    expect(() => create()).toThrow(awsErrorLike('ConcurrentSnapshotLimitExceeded', 'in-progress'));
    await seconds(25);
    expect(create().State).toBe('pending');
  });
});

describe('EC2 refuses a snapshot', () => {
  it.each([
    ['of a volume in error', 'IncorrectState', {}, 'error'],
    ['of a volume that is being created', 'IncorrectState', {}, 'creating'],
    ['of a volume that there is not', 'InvalidVolume.NotFound', { VolumeId: UNKNOWN.volume }],
    ['with the tags of something else', 'InvalidParameterValue', { TagSpecifications: [{ ResourceType: 'volume' }] }],
    ['with too long a description', 'InvalidParameterValue', { Description: 'x'.repeat(256) }],
  ] as const)('%s', (_, code, input, state?: 'error' | 'creating') => {
    const { create, ec2, volume } = givenVolume();
    if (state) volume.state = state;
    expect(() => create(input)).toThrow(awsErrorLike(code, ''));
    expect(ec2.snapshots.all()).toEqual([]);
  });
});

describe('snapshots are described', () => {
  it.each([
    ['tag:stage', ['prod'], [0]],
    ['tag-key', ['st*'], [0, 1]],
    ['status', ['completed'], [0, 1, 2]],
    ['status', ['pending'], []],
    ['start-time', ['2026-10-02T*'], [1]],
    ['volume-id', [UNKNOWN.volume], []],
  ])('by the filter %s = %j', (Name, Values, found) => {
    const { add, ids } = givenSnapshots();
    const all = [add(1, { stage: 'prod' }), add(2, { stage: 'test' }), add(3)];
    expect(ids({ Filters: [{ Name, Values }] })).toEqual(found.map((index) => all[index]));
  });

  it('in pages of five to a thousand', () => {
    const { add, list } = givenSnapshots();
    for (let day = 1; day <= 7; day++) add(day);
    const { NextToken, Snapshots } = list({ MaxResults: 5 });
    expect([Snapshots?.length, list({ MaxResults: 5, NextToken }).Snapshots?.length]).toEqual([5, 2]);
    expect(list({ MaxResults: 5000 }).Snapshots).toHaveLength(7);
    expect(() => list({ MaxResults: 4 })).toThrow(awsErrorLike('InvalidParameterValue', 'maxResults'));
  });

  it('of the own account alone', () => {
    const { add, ids } = givenSnapshots();
    const snapshotId = add(1);
    expect(ids({ OwnerIds: ['amazon'] })).toEqual([]);
    expect(ids({ OwnerIds: ['123456789012'] })).toEqual([snapshotId]);
    expect(() => ids({ OwnerIds: [] })).toThrow(awsErrorLike('NotSimulated', 'public snapshots'));
  });
});

describe('a snapshot is deleted', () => {
  it('but not one that an image uses, nor a locked one', () => {
    const { ec2, volume, remove } = givenVolume();
    const snapshot = ec2.snapshots.add({ volumeId: volume.volumeId, data: volume.data });
    const { snapshotId } = snapshot;
    snapshot.imageIds.add('ami-1');
    expect(() => remove(snapshotId)).toThrow(
      awsError('InvalidSnapshot.InUse', `The snapshot ${snapshotId} is currently in use by ami-1`),
    );
    snapshot.imageIds.clear();
    snapshot.lock = 'governance';
    expect(() => remove(snapshotId)).toThrow(awsErrorLike('OperationNotPermitted', 'locked'));
    delete snapshot.lock;
    remove(snapshotId);
    expect(ec2.snapshots.all()).toEqual([]);
    expect(() => remove(snapshotId)).toThrow(awsErrorLike('InvalidSnapshot.NotFound', snapshotId));
    expect(() => remove('nonsense')).toThrow(awsErrorLike('InvalidParameterValue', 'nonsense'));
  });

  it('once it is complete, without an event', async () => {
    const { create, ec2, remove, seconds, events } = givenVolume();
    remove(create().SnapshotId);
    expect(ec2.snapshots.all()).toMatchObject([{ state: 'pending' }]);
    await seconds(240);
    expect([ec2.snapshots.all(), events]).toEqual([[], []]);
  });
});
