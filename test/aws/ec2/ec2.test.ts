import { describe, expect, it } from 'vitest';

import { createEc2 } from './index.ts';
import { awsErrorLike, ownerCall, startClock } from '../fixtures.ts';

/** An instance id that no instance has. */
const UNKNOWN = 'i-0123456789abcdef0';

const givenEc2 = () => {
  const clock = startClock();
  const ec2 = createEc2({ clock, region: 'us-east-1' });
  const launch = (instanceId: string, zone = 'us-east-1a', running = true) =>
    ec2.instances.launch({ instanceId, zone, tags: { 'aws:autoscaling:groupName': 'web' }, running });
  const volume = ec2.volumes.create('us-east-1a', { 'hostkeeper:role': 'data' });
  const call = () => ownerCall(clock);
  const attach = (InstanceId: string, Device = '/dev/sdf') =>
    ec2.service.AttachVolume.handle({ VolumeId: volume.volumeId, InstanceId, Device }, call());
  const detach = (InstanceId: string, Force = false) =>
    ec2.service.DetachVolume.handle({ VolumeId: volume.volumeId, InstanceId, Force }, call());
  const seconds = (count: number) => clock.advance(1000 * count);
  return { clock, ec2, launch, volume, call, attach, detach, seconds };
};

describe('a volume', () => {
  it('attaches within seconds, and the host mounts it', async () => {
    const { launch, volume, attach, seconds } = givenEc2();
    launch('i-1');
    expect(attach('i-1')).toMatchObject({ State: 'attaching', InstanceId: 'i-1', Device: '/dev/sdf' });
    await seconds(0.9);
    expect(volume.attachment?.state).toBe('attaching');
    await seconds(4);
    expect(volume.attachment?.state).toBe('attached');
    await seconds(3);
    expect(volume.attachment?.mounted).toBe(true);
  });

  it('attaches to one running instance of its zone, at a free device', () => {
    const { ec2, launch, attach, call } = givenEc2();
    launch('i-1');
    launch('i-2', 'us-east-1b');
    launch('i-3', 'us-east-1a', false);
    expect(() => attach('i-2')).toThrow(
      awsErrorLike('InvalidVolume.ZoneMismatch', 'not in the same availability zone'),
    );
    expect(() => attach('i-3')).toThrow(awsErrorLike('IncorrectState', "'i-3' is not 'running'"));
    expect(() => attach(UNKNOWN)).toThrow(awsErrorLike('InvalidInstanceID.NotFound', `'${UNKNOWN}' does not exist`));
    attach('i-1');
    expect(() => attach('i-1')).toThrow(awsErrorLike('VolumeInUse', 'is already attached to an instance'));
    const other = ec2.volumes.create('us-east-1a', {});
    const request = { VolumeId: other.volumeId, InstanceId: 'i-1', Device: '/dev/sdf' };
    expect(() => ec2.service.AttachVolume.handle(request, call())).toThrow(
      awsErrorLike('InvalidParameterValue', 'is already in use'),
    );
  });

  it('that is mounted stays busy when it is detached, which loses data, until it is unmounted', async () => {
    const { ec2, launch, volume, attach, detach, seconds } = givenEc2();
    launch('i-1');
    attach('i-1');
    await seconds(10);
    detach('i-1');
    await seconds(10);
    expect(volume.attachment?.state).toBe('busy');
    expect(ec2.volumes.dataLoss).toMatchObject([{ description: expect.stringContaining('which had it mounted') }]);
    ec2.volumes.unmount('i-1');
    await seconds(5);
    expect(volume.state).toBe('available');
  });

  it('that is unmounted detaches within seconds, and cannot be detached again', async () => {
    const { ec2, launch, volume, attach, detach, seconds } = givenEc2();
    launch('i-1');
    attach('i-1');
    await seconds(10);
    ec2.volumes.unmount('i-1');
    detach('i-1');
    await seconds(5);
    expect(volume.state).toBe('available');
    expect(() => detach('i-1')).toThrow(awsErrorLike('IncorrectState', "is in the 'available' state."));
    expect(ec2.volumes.dataLoss).toEqual([]);
  });

  it('that is stuck stays attaching until it is detached', async () => {
    const { launch, volume, attach, detach, seconds } = givenEc2();
    launch('i-1');
    volume.attachStuck = true;
    attach('i-1');
    await seconds(600);
    expect(volume.attachment?.state).toBe('attaching');
    detach('i-1');
    await seconds(5);
    attach('i-1');
    await seconds(5);
    expect(volume.attachment?.state).toBe('attached');
  });

  it.each([
    ['cleanly, is available soon', true, 0, 5],
    ['uncleanly, is available after minutes, and no earlier', false, 59, 241],
  ])('of an instance that ends %s', async (_, responsive, notWithinSeconds, withinSeconds) => {
    const { clock, ec2, launch, volume, attach, seconds } = givenEc2();
    const instance = launch('i-1');
    attach('i-1');
    await seconds(10);
    instance.responsive = responsive;
    ec2.instances.terminate('i-1');
    await clock.advance(105_000, () => instance.state === 'terminated');
    await seconds(notWithinSeconds);
    expect(volume.state).toBe('in-use');
    await seconds(withinSeconds - notWithinSeconds);
    expect(volume.state).toBe('available');
  });
});

describe('an instance', () => {
  it('runs within seconds, ends within two minutes, and is described for an hour after', async () => {
    const { ec2, launch, call, seconds } = givenEc2();
    const instance = launch('i-1', 'us-east-1a', false);
    expect(instance.state).toBe('pending');
    await seconds(21);
    expect(instance.state).toBe('running');
    ec2.instances.terminate('i-1');
    await seconds(106);
    const described = ec2.service.DescribeInstances.handle({ InstanceIds: ['i-1'] }, call());
    expect(described.Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Code: 48, Name: 'terminated' },
      NetworkInterfaces: [],
      StateTransitionReason: 'User initiated (2026-11-02 01:00:21 GMT)',
    });
    await seconds(3601);
    expect(ec2.instances.get('i-1')).toBeUndefined();
  });

  it('is described by the tag of its group, in pages', () => {
    const { ec2, launch, call } = givenEc2();
    for (let count = 0; count < 7; count++) launch(`i-${count}`);
    const Filters = [{ Name: 'tag:aws:autoscaling:groupName', Values: ['web'] }];
    const first = ec2.service.DescribeInstances.handle({ Filters, MaxResults: 5 }, call());
    const { NextToken } = first;
    const second = ec2.service.DescribeInstances.handle({ Filters, MaxResults: 5, NextToken }, call());
    expect([first.Reservations?.length, second.Reservations?.length, second.NextToken]).toEqual([5, 2, undefined]);
  });

  it('that receives an Elastic IP address takes it from the previous instance', () => {
    const { ec2, launch, call } = givenEc2();
    const [first, second] = [launch('i-1'), launch('i-2')];
    const { allocationId: AllocationId, ip } = ec2.allocateAddress({});
    const associate = (InstanceId: string, AllowReassociation: boolean) =>
      ec2.service.AssociateAddress.handle({ AllocationId, InstanceId, AllowReassociation }, call());
    associate('i-1', true);
    expect(first.ip).toBe(ip);
    expect(() => associate('i-2', false)).toThrow(awsErrorLike('Resource.AlreadyAssociated', 'is already associated'));
    associate('i-2', true);
    expect(second.ip).toBe(ip);
    expect(first.ip).not.toBe(ip);
  });
});
