import { describe, expect, it } from 'vitest';

import { awsError, awsErrorLike, minutes, ownerCall, startClock } from '../fixtures.ts';
import { createEc2 } from './index.ts';

const ZONE = 'us-east-1a';

/** A volume with data, and a snapshot of it. */
const setup = () => {
  const clock = startClock();
  const ec2 = createEc2({ clock, region: 'us-east-1' });
  const source = ec2.volumes.create(ZONE, {}, undefined, { gigabytes: 10 });
  source.data.rows = 7;
  const snapshot = ec2.snapshots.add({ volumeId: source.volumeId, data: source.data, gigabytes: 10 });
  const { CreateVolume, CopyVolumes } = ec2.service;
  return {
    clock,
    ec2,
    source,
    snapshot,
    create: (input: Partial<Parameters<typeof CreateVolume.handle>[0]>) =>
      CreateVolume.handle({ AvailabilityZone: ZONE, ...input }, ownerCall(clock)),
    copy: (input: Partial<Parameters<typeof CopyVolumes.handle>[0]> = {}) =>
      CopyVolumes.handle({ SourceVolumeId: source.volumeId, ...input }, ownerCall(clock)).Volumes?.[0],
  };
};

describe('CreateVolume', () => {
  it('makes a volume of what its snapshot holds, in any zone, which is available within seconds', async () => {
    const { clock, ec2, source, snapshot, create } = setup();
    source.data.rows = 9;
    const { VolumeId = '', State } = create({
      SnapshotId: snapshot.snapshotId,
      AvailabilityZone: 'us-east-1b',
      VolumeType: 'gp3',
      VolumeInitializationRate: 100,
    });
    expect(State).toBe('creating');
    await clock.advance(minutes(1));
    expect(ec2.volumes.find(VolumeId)).toMatchObject({
      state: 'available',
      zone: 'us-east-1b',
      gigabytes: 10,
      snapshotId: snapshot.snapshotId,
      initializationRate: 100,
      data: { rows: 7 },
    });
  });

  it('makes no other volume for the same token, and refuses another request with it', () => {
    const { snapshot, create, ec2 } = setup();
    const input = { ClientToken: 't', SnapshotId: snapshot.snapshotId };
    const first = create(input);
    expect(create(input).VolumeId).toBe(first.VolumeId);
    expect(() => create({ ...input, Size: 20 })).toThrow(
      awsErrorLike('IdempotentParameterMismatch', 'idempotent request'),
    );
    expect(ec2.volumes.all()).toHaveLength(2);
    expect(create({ ...input, AvailabilityZone: 'us-east-1b' }).VolumeId).not.toBe(first.VolumeId);
  });

  it('describes the performance that a gp2 has by its size', () => {
    const { create } = setup();
    expect([1, 100, 6000].map((Size) => create({ Size }).Iops)).toEqual([100, 300, 16_000]);
  });

  it('makes the smallest gp3 with the performance that each has', () => {
    const { create } = setup();
    expect(create({ Size: 1, VolumeType: 'gp3', Iops: 3000, Throughput: 125 }).Iops).toBe(3000);
  });

  it.each<[string, Parameters<ReturnType<typeof setup>['create']>[0], string, RegExp]>([
    ['a zone that there is not', { Size: 1, AvailabilityZone: 'us-east-1z' }, 'InvalidZone.NotFound', /us-east-1z/],
    ['neither size nor snapshot', {}, 'MissingParameter', /size\/snapshot/],
    ['an unknown snapshot', { SnapshotId: 'snap-0123456789abcdef0' }, 'InvalidSnapshot.NotFound', /does not exist/],
    ['iops of a gp2', { Size: 1, VolumeType: 'gp2', Iops: 300 }, 'InvalidParameterCombination', /iops/],
    [
      'throughput of a gp2',
      { Size: 1, VolumeType: 'gp2', Throughput: 125 },
      'InvalidParameterCombination',
      /throughput/,
    ],
    ['io1 without iops', { Size: 4, VolumeType: 'io1' }, 'InvalidParameterCombination', /must be specified/],
    ['a type that there is not', { Size: 1, VolumeType: 'gp9' as never }, 'UnknownVolumeType', /gp9/],
    ['gp3 with too many iops', { Size: 8, VolumeType: 'gp3', Iops: 4001 }, 'InvalidParameterValue', /ratio of 500\.1/],
    ['gp3 with much throughput', { Size: 8, VolumeType: 'gp3', Throughput: 751 }, 'InvalidParameterValue', /0\.25/],
    ['io2 of 3 GiB', { Size: 3, VolumeType: 'io2', Iops: 100 }, 'InvalidParameterValue', /size of 3 is too low/],
    ['a key without encryption', { Size: 1, KmsKeyId: 'k' }, 'InvalidParameterDependency', /KmsKeyId/],
    [
      'a rate without a snapshot',
      { Size: 1, VolumeInitializationRate: 100 },
      'InvalidParameterCombination',
      /snapshots/,
    ],
  ])('refuses %s', (_, input, code, message) => {
    expect(() => setup().create(input)).toThrow(awsErrorLike(code, message));
  });

  it('refuses less than the size of the snapshot, a rate out of its limits, and a snapshot that is not complete', () => {
    const { snapshot, create } = setup();
    const { snapshotId: SnapshotId } = snapshot;
    expect(() => create({ SnapshotId, Size: 9 })).toThrow(awsErrorLike('InvalidParameterValue', '10 GiB'));
    expect(() => create({ SnapshotId, VolumeInitializationRate: 301 })).toThrow(
      awsErrorLike('InvalidParameterValue', '300'),
    );
    snapshot.state = 'pending';
    expect(() => create({ SnapshotId })).toThrow(awsError('IncorrectState', 'Snapshot is in invalid state - pending'));
  });
});

describe('CopyVolumes', () => {
  it('copies what a volume holds at once, in its zone, as gp2 where no type is named', async () => {
    const { clock, ec2, source, copy } = setup();
    const { VolumeId = '' } = copy({ ClientToken: 't' }) ?? {};
    source.data.rows = 9;
    await clock.advance(minutes(1));
    expect(ec2.volumes.find(VolumeId)).toMatchObject({
      state: 'available',
      zone: ZONE,
      gigabytes: 10,
      type: 'gp2',
      sourceVolumeId: source.volumeId,
      data: { rows: 7 },
    });
    expect(copy({ ClientToken: 't' })?.VolumeId).toBe(VolumeId);
    expect(copy({ VolumeType: 'gp3', Iops: 4000 })).toMatchObject({ VolumeType: 'gp3', Iops: 4000, Throughput: 125 });
  });

  it('refuses less than the size of the volume, and one that is being created', () => {
    const { source, copy } = setup();
    expect(() => copy({ Size: 9 })).toThrow(awsErrorLike('InvalidParameterValue', '10 GiB'));
    source.state = 'creating';
    expect(() => copy()).toThrow(awsErrorLike('IncorrectState', 'creating'));
  });
});

describe('a zone that fails', () => {
  it('neither attaches nor ends anything, and makes no volume', async () => {
    const { clock, ec2, source, create, copy } = setup();
    const instance = ec2.instances.launch({ instanceId: 'i-0123456789abcdef0', zone: ZONE, tags: {}, running: true });
    ec2.failZone(ZONE);
    ec2.volumes.attach(source.volumeId, instance, '/dev/sdf');
    ec2.instances.terminate(instance.instanceId);
    await clock.advance(minutes(60));
    expect(source.attachment?.state).toBe('attaching');
    expect(instance.state).toBe('shutting-down');
    expect(() => create({ Size: 1 })).toThrow(awsErrorLike('InternalError', 'internal'));
    expect(() => copy()).toThrow(awsErrorLike('InternalError', 'internal'));
  });
});
