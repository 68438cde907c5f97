import { describe, expect, it } from 'vitest';

import { awsError, awsErrorLike, ownerCall, startClock } from '../fixtures.ts';
import { createEc2 } from './index.ts';

/** Ids of the right form that nothing has. */
const UNKNOWN = { instance: 'i-0123456789abcdef0', volume: 'vol-0123456789abcdef0' };

/** A region with two instances of the groups `web` and `web-2`, a volume at the first and an address. */
const givenRegion = () => {
  const clock = startClock();
  const { service, instances, volumes, allocateAddress } = createEc2({ clock, region: 'us-east-1' });
  const launch = (instanceId: string, group: string, zone: string) =>
    instances.launch({ instanceId, zone, tags: { 'aws:autoscaling:groupName': group }, running: true });
  launch('i-1', 'web', 'us-east-1a');
  launch('i-2', 'web-2', 'us-east-1b');
  const { volumeId } = volumes.create('us-east-1a', { role: 'a*b' });
  const call = () => ownerCall(clock);
  service.AttachVolume.handle({ VolumeId: volumeId, InstanceId: 'i-1', Device: '/dev/sdf' }, call());
  return { clock, service, instances, volumeId, address: allocateAddress({ role: 'web' }), call };
};

/** The instances that filters select. */
const selected = (...Filters: { Name: string; Values: string[] }[]) => {
  const { service, call } = givenRegion();
  const { Reservations = [] } = service.DescribeInstances.handle({ Filters }, call());
  return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
};
const group = (...Values: string[]) => ({ Name: 'tag:aws:autoscaling:groupName', Values });

describe('the filters of EC2', () => {
  it.each([
    ['a value', [group('web')], ['i-1']],
    ['one of several values', [group('none', 'web-2')], ['i-2']],
    ['no value that there is', [group('none')], []],
    ['any text for *', [group('web*')], ['i-1', 'i-2']],
    ['one character for ?', [group('we?')], ['i-1']],
    ['a dot for a dot alone', [group('we.')], []],
    ['all filters', [group('web*'), { Name: 'availability-zone', Values: ['us-east-1b'] }], ['i-2']],
    ['a state by its code', [{ Name: 'instance-state-code', Values: ['16'] }], ['i-1', 'i-2']],
    ['the key of a tag', [{ Name: 'tag-key', Values: ['aws:*'] }], ['i-1', 'i-2']],
    ['the value of a tag', [{ Name: 'tag-value', Values: ['web'] }], ['i-1']],
  ])('match %s', (_, filters, instanceIds) => {
    expect(selected(...filters)).toEqual(instanceIds);
  });

  it('match * itself where it is escaped', () => {
    const { service, call, volumeId } = givenRegion();
    const found = (value: string) =>
      service.DescribeVolumes.handle({ Filters: [{ Name: 'tag:role', Values: [value] }] }, call()).Volumes?.map(
        ({ VolumeId }) => VolumeId,
      );
    expect([found('a\\*b'), found('a\\*c')]).toEqual([[volumeId], []]);
  });

  it('that are not simulated say so', () => {
    expect(() => selected({ Name: 'vpc-id', Values: ['vpc-1'] })).toThrow(
      awsErrorLike('NotSimulated', "^not simulated: the filter 'vpc-id'; these are: availability-zone, instance-id, "),
    );
  });
});

describe('EC2 refuses', () => {
  it.each([
    ['an id of another form', { InstanceIds: ['i-x'] }, 'InvalidInstanceID.Malformed'],
    ['an id that nothing has', { InstanceIds: [UNKNOWN.instance] }, 'InvalidInstanceID.NotFound'],
    ['ids and a page size together', { InstanceIds: ['i-1'], MaxResults: 5 }, 'InvalidParameterCombination'],
    ['a token that it did not return', { NextToken: 'more' }, 'InvalidPaginationToken'],
  ])('to describe instances by %s', (_, input, code) => {
    const { service, call } = givenRegion();
    expect(() => service.DescribeInstances.handle(input, call())).toThrow(awsErrorLike(code, ''));
  });

  it.each([
    ['no volume', { VolumeId: undefined }, 'MissingParameter'],
    ['a volume id of another form', { VolumeId: 'vol-x' }, 'InvalidParameterValue'],
    ['a volume that there is not', { VolumeId: UNKNOWN.volume }, 'InvalidVolume.NotFound'],
    ['no device', { Device: undefined }, 'MissingParameter'],
    ['no name of a device', { Device: 'the first' }, 'InvalidParameterValue'],
  ])('to attach %s', (_, change, code) => {
    const { service, call, volumeId } = givenRegion();
    const input = { VolumeId: volumeId, InstanceId: 'i-2', Device: '/dev/sdf', ...change };
    expect(() => service.AttachVolume.handle(input, call())).toThrow(awsErrorLike(code, ''));
  });

  it.each([
    ['another instance', { InstanceId: 'i-2' }],
    ['another device', { Device: '/dev/sdg' }],
  ])('to detach a volume from %s than the one that it is attached to', (_, change) => {
    const { service, call, volumeId } = givenRegion();
    expect(() => service.DetachVolume.handle({ VolumeId: volumeId, ...change }, call())).toThrow(
      awsErrorLike('InvalidAttachment.NotFound', volumeId),
    );
    const { Volumes } = service.DescribeVolumes.handle({ VolumeIds: [volumeId] }, call());
    expect(Volumes?.[0]?.Attachments).toMatchObject([{ InstanceId: 'i-1', State: 'attaching' }]);
  });

  it('to terminate any of several instances of which one does not exist', () => {
    const { service, call, instances } = givenRegion();
    expect(() => service.TerminateInstances.handle({ InstanceIds: ['i-1', UNKNOWN.instance] }, call())).toThrow(
      awsErrorLike('InvalidInstanceID.NotFound', UNKNOWN.instance),
    );
    expect(instances.get('i-1')?.state).toBe('running');
    expect(() => service.TerminateInstances.handle({ InstanceIds: [] }, call())).toThrow(
      awsErrorLike('InvalidParameterCombination', 'No instances specified'),
    );
  });

  it('to associate no address, and an address with nothing', () => {
    const { service, call, address } = givenRegion();
    const missing = awsErrorLike('MissingParameter', 'must contain the parameter');
    expect(() => service.AssociateAddress.handle({ InstanceId: 'i-1' }, call())).toThrow(missing);
    expect(() => service.AssociateAddress.handle({ AllocationId: address.allocationId }, call())).toThrow(missing);
  });
});

describe('EC2 describes', () => {
  it('the status of running instances, and of all where all are wanted', () => {
    const { service, call, instances } = givenRegion();
    instances.terminate('i-2');
    const status = (input: object) =>
      service.DescribeInstanceStatus.handle(input, call()).InstanceStatuses?.map(
        ({ InstanceId, InstanceState }) => `${InstanceId} ${InstanceState?.Name}`,
      );
    expect(status({})).toEqual(['i-1 running']);
    expect(status({ IncludeAllInstances: true })).toEqual(['i-1 running', 'i-2 shutting-down']);
    expect(status({ InstanceIds: ['i-2'] })).toEqual([]);
    expect(status({ InstanceIds: ['i-2'], IncludeAllInstances: true })).toEqual(['i-2 shutting-down']);
  });

  it('an address by its IP address', () => {
    const { service, call, address } = givenRegion();
    const described = service.DescribeAddresses.handle({ PublicIps: [address.ip] }, call());
    expect(described.Addresses).toMatchObject([{ AllocationId: address.allocationId }]);
    expect(() => service.DescribeAddresses.handle({ PublicIps: ['192.0.2.1'] }, call())).toThrow(
      awsError('InvalidAddress.NotFound', "Address '192.0.2.1' not found."),
    );
  });
});

describe('an address is associated', () => {
  it('where the role may use the address, the instance and its network interface', () => {
    const { service, call, address } = givenRegion();
    const asked = (input: { InstanceId?: string; NetworkInterfaceId?: string }) =>
      service.AssociateAddress.authorization?.({ AllocationId: address.allocationId, ...input }, call()).map(
        ({ resource }) => resource.split(':').at(-1),
      );
    const all = [`elastic-ip/${address.allocationId}`, 'instance/i-1', 'network-interface/eni-01'];
    expect(asked({ InstanceId: 'i-1' })).toEqual(all);
    expect(asked({ NetworkInterfaceId: 'eni-01' })).toEqual(all);
  });
});
