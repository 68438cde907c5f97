import { describe, expect, it } from 'vitest';

import { awsErrorLike, minutes, ownerCall, startClock } from '../fixtures.ts';
import { createEc2 } from './index.ts';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/k';

/** A region with a launch template and an encrypted snapshot of 10 GiB. */
const setup = () => {
  const clock = startClock();
  const ec2 = createEc2({ clock, region: 'us-east-1' });
  ec2.launchTemplates.add('lt-1', 'ami-0123456789abcdef0');
  const source = { volumeId: 'vol-1', data: { rows: 7 }, gigabytes: 10, kmsKeyId: KEY };
  const { snapshotId } = ec2.snapshots.add(source);
  const { RunInstances } = ec2.service;
  const run = (input: Partial<Parameters<typeof RunInstances.handle>[0]> = {}) =>
    RunInstances.handle(
      { LaunchTemplate: { LaunchTemplateId: 'lt-1' }, MinCount: 1, MaxCount: 1, ...input },
      ownerCall(clock),
    ).Instances?.[0];
  const disk = (ebs: object = {}) => [{ DeviceName: '/dev/sdf', Ebs: { SnapshotId: snapshotId, ...ebs } }];
  return { clock, ec2, run, disk, snapshotId };
};
const inZone = (AvailabilityZone: string) => ({ Placement: { AvailabilityZone } });

describe('the client token of RunInstances', () => {
  it('launches nothing more in its zone, and something in another', () => {
    const { run, ec2 } = setup();
    const token = { ClientToken: 't', ...inZone('us-east-1a') };
    expect(run(token)?.InstanceId).toBe(run(token)?.InstanceId);
    expect(() => run({ ...token, InstanceType: 't3.small' })).toThrow(awsErrorLike('IdempotentParameterMismatch', ''));
    run({ ...token, ...inZone('us-east-1b') });
    expect(ec2.instances.all().map(({ zone }) => zone)).toEqual(['us-east-1a', 'us-east-1b']);
  });

  it.each([
    ['has ended', 5],
    ['is no longer described', 120],
  ])('is refused once its instance %s', async (_, time) => {
    const { run, ec2, clock } = setup();
    ec2.instances.terminate(run({ ClientToken: 't' })?.InstanceId ?? '');
    await clock.advance(minutes(time));
    expect(() => run({ ClientToken: 't' })).toThrow(
      awsErrorLike('IdempotentInstanceTerminated', 'terminated instance'),
    );
  });
});

describe('the disk of an instance', () => {
  it('is made of its snapshot, with its key, in the type and size of the request', () => {
    const { run, ec2, disk, snapshotId } = setup();
    run({ BlockDeviceMappings: disk({ VolumeType: 'gp3', VolumeSize: 12 }) });
    expect(ec2.volumes.all()).toMatchObject([
      { type: 'gp3', gigabytes: 12, snapshotId, kmsKeyId: KEY, data: { rows: 7 }, state: 'in-use' },
    ]);
  });

  it('is of gp2, in the size of its snapshot, where the request does not say', () => {
    const { run, ec2, disk } = setup();
    run({ BlockDeviceMappings: disk() });
    expect(ec2.volumes.all()).toMatchObject([{ type: 'gp2', gigabytes: 10 }]);
  });

  it('is not smaller than its snapshot, and has nothing that is not simulated', () => {
    const { run, disk } = setup();
    expect(() => run({ BlockDeviceMappings: disk({ VolumeSize: 9 }) })).toThrow(
      awsErrorLike('InvalidBlockDeviceMapping', 'expect size >= 10GB'),
    );
    expect(() => run({ BlockDeviceMappings: disk({ Iops: 4000 }) })).toThrow(awsErrorLike('NotSimulated', 'Iops'));
  });
});

describe('RunInstances refuses', () => {
  it.each<[string, Parameters<ReturnType<typeof setup>['run']>[0], string]>([
    ['no image', { LaunchTemplate: undefined }, 'MissingParameter'],
    ['what is no image', { ImageId: 'nonsense' }, 'InvalidAMIID.Malformed'],
    ['a type that there is not', { InstanceType: 't9.micro' as never }, 'InvalidParameterValue'],
    ['a zone that there is not', inZone('us-east-1z'), 'InvalidParameterValue'],
    ['none at all', { MinCount: 0 }, 'InvalidParameterValue'],
    ['fewer at most than at least', { MinCount: 2 }, 'InvalidParameterValue'],
    ['no number', { MaxCount: undefined }, 'MissingParameter'],
    ['several, which is not simulated', { MaxCount: 2 }, 'NotSimulated'],
    [
      'a template that there is not',
      { LaunchTemplate: { LaunchTemplateId: 'lt-0123456789abcdef0' } },
      'InvalidLaunchTemplateId.NotFound',
    ],
    ['no id of a template', { LaunchTemplate: { LaunchTemplateId: 'nonsense' } }, 'InvalidLaunchTemplateId.Malformed'],
    [
      'a name of no template',
      { LaunchTemplate: { LaunchTemplateName: 'nobody' } },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    [
      'a version that there is not',
      { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
      'InvalidLaunchTemplateId.VersionNotFound',
    ],
  ])('%s', (_, input, code) => {
    expect(() => setup().run(input)).toThrow(awsErrorLike(code, ''));
  });

  it('a type that its zone does not offer', () => {
    const { run, ec2 } = setup();
    ec2.withdrawType('t3.micro', 'us-east-1a');
    expect(() => run({ InstanceType: 't3.micro' })).toThrow(awsErrorLike('Unsupported', 'us-east-1a'));
    expect(run({ InstanceType: 't3.micro', ...inZone('us-east-1b') })?.InstanceType).toBe('t3.micro');
  });
});
