import { describe, expect, it } from 'vitest';

import { awsErrorLike, ownerCall, startClock } from '../fixtures.ts';
import { createEc2 } from './index.ts';

/** An instance with one volume, of which an image is made. */
const givenImage = () => {
  const clock = startClock();
  const { service, instances, volumes, snapshots } = createEc2({ clock, region: 'us-east-1' });
  instances.launch({ instanceId: 'i-1', zone: 'us-east-1a', tags: {}, running: true });
  volumes.attachImmediately(volumes.create('us-east-1a', {}), 'i-1', '/dev/sdf');
  const call = () => ownerCall(clock);
  const { ImageId = '' } = service.CreateImage.handle({ InstanceId: 'i-1', Name: 'blog' }, call());
  const [snapshot] = snapshots.all();
  const SnapshotId = snapshot?.snapshotId ?? '';
  const found = (Name: string, value: string) =>
    service.DescribeImages.handle({ Owners: ['self'], Filters: [{ Name, Values: [value] }] }, call()).Images;
  return { clock, service, call, ImageId, SnapshotId, snapshots, found };
};

describe('an image', () => {
  it('uses a snapshot of each volume that its instance has', () => {
    const { found, ImageId, SnapshotId, snapshots } = givenImage();
    const BlockDeviceMappings = [{ Ebs: { SnapshotId } }];
    expect(found('block-device-mapping.snapshot-id', SnapshotId)).toMatchObject([{ ImageId, BlockDeviceMappings }]);
    expect(found('name', 'another')).toEqual([]);
    expect(snapshots.all()).toMatchObject([{ description: `Created by CreateImage(i-1) for ${ImageId}` }]);
  });

  it('keeps its snapshots from being deleted until it is deregistered', async () => {
    const { clock, service, call, ImageId, SnapshotId, snapshots } = givenImage();
    await clock.advance(240_000);
    const remove = () => service.DeleteSnapshot.handle({ SnapshotId }, call());
    expect(remove).toThrow(awsErrorLike('InvalidSnapshot.InUse', ImageId));
    service.DeregisterImage.handle({ ImageId }, call());
    remove();
    expect(snapshots.all()).toEqual([]);
    expect(() => service.DeregisterImage.handle({ ImageId }, call())).toThrow(
      awsErrorLike('InvalidAMIID.NotFound', ''),
    );
  });
});
