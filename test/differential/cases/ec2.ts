import type { Names } from '../account.ts';
import { casesOf, UNKNOWN } from '../case.ts';

const instance = (more: object) => (names: Names) => ({ InstanceIds: [names['instance a']], ...more });
const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
const volume =
  (name: string, more: object = {}) =>
  (names: Names) => ({ VolumeIds: [names[name]], ...more });
const attach =
  (name: string, more: object = {}) =>
  (names: Names) => ({
    VolumeId: names[name],
    InstanceId: names['instance a'],
    Device: '/dev/sdg',
    ...more,
  });
const detach =
  (name: string, more: object = {}) =>
  (names: Names) => ({ VolumeId: names[name], ...more });
const associate =
  (more: object = {}) =>
  (names: Names) => ({
    AllocationId: names['address'],
    InstanceId: names['instance a'],
    ...more,
  });

const snapshot =
  (more: object = {}) =>
  (names: Names) => ({ SnapshotId: names['snapshot'], ...more });
const ofSnapshot =
  (more: object = {}) =>
  (names: Names) => ({ SnapshotIds: [names['snapshot']], ...more });
const copyOfSnapshot =
  (more: object = {}) =>
  (names: Names) => ({ SourceRegion: 'us-east-1', SourceSnapshotId: names['snapshot'], ...more });
const nightly = [{ ResourceType: 'snapshot', Tags: [{ Key: 'Name', Value: 'nightly' }] }];

const ID = 'Reservations[].Instances[].InstanceId';
const STATE = 'Reservations[].Instances[].State.Code';
const VOLUME = 'Volumes[].VolumeId';
const SNAPSHOT = 'Snapshots[].SnapshotId';
const STATUS = 'InstanceStatuses[].InstanceId';
const ADDRESS = 'Addresses[].AllocationId';

/** Calls of EC2. */
export const ec2 = casesOf(
  'ec2',
  ['an instance', 'DescribeInstances', instance({}), ID, STATE],
  ['an instance that there is not', 'DescribeInstances', { InstanceIds: [UNKNOWN.instance] }],
  ['an instance of an id of another form', 'DescribeInstances', { InstanceIds: ['nonsense'] }],
  ['an instance by its group', 'DescribeInstances', filter('tag:aws:autoscaling:groupName', 'a-group'), ID],
  ['an instance by any text', 'DescribeInstances', filter('tag:aws:autoscaling:groupName', 'a-gr*'), ID],
  ['an instance by any letter', 'DescribeInstances', instance(filter('instance-state-name', 'runnin?')), ID],
  ['an instance by its zone', 'DescribeInstances', instance(filter('availability-zone', 'us-east-1a')), ID],
  ['an instance by its type', 'DescribeInstances', instance(filter('instance-type', 't3a.micro')), ID],
  ['an instance by a filter that there is not', 'DescribeInstances', filter('nonsense', 'x')],
  ['a page that is too small', 'DescribeInstances', { MaxResults: 4 }],
  ['a page beside an id', 'DescribeInstances', instance({ MaxResults: 5 })],
  ['a page after nothing', 'DescribeInstances', { MaxResults: 5, NextToken: 'garbage' }],
  ['instances, dry', 'DescribeInstances', { DryRun: true }],
  ['the status of an instance', 'DescribeInstanceStatus', instance({}), STATUS],
  ['the status of an instance in any state', 'DescribeInstanceStatus', instance({ IncludeAllInstances: true }), STATUS],
  ['the status of an instance that there is not', 'DescribeInstanceStatus', { InstanceIds: [UNKNOWN.instance] }],
  ['instances that AWS retires', 'DescribeInstanceStatus', filter('event.code', 'instance-retirement'), STATUS],
  ['a volume', 'DescribeVolumes', volume('attached'), VOLUME, 'Volumes[].State', 'Volumes[].Attachments[].InstanceId'],
  ['a volume that there is not', 'DescribeVolumes', { VolumeIds: [UNKNOWN.volume] }],
  ['a volume of an id of another form', 'DescribeVolumes', { VolumeIds: ['nonsense'] }],
  ['a volume by its status', 'DescribeVolumes', volume('attached', filter('status', 'in-use')), VOLUME],
  ['a volume by its instance', 'DescribeVolumes', volume('attached', filter('attachment.device', '/dev/sd?')), VOLUME],
  ['a volume by the size', 'DescribeVolumes', volume('spare', filter('size', '32')), VOLUME],
  ['a volume by any of two tags', 'DescribeVolumes', filter('tag:Name', 'spare', 'else*'), VOLUME],
  ['a volume by a filter that there is not', 'DescribeVolumes', filter('nonsense', 'x')],
  ['volumes, dry', 'DescribeVolumes', { DryRun: true }],
  ['volumes after nothing', 'DescribeVolumes', { MaxResults: 5, NextToken: 'garbage' }],
  ['an address', 'DescribeAddresses', filter('tag:Name', 'address'), ADDRESS],
  ['an address by its domain', 'DescribeAddresses', filter('domain', 'vpc'), ADDRESS],
  ['an address that there is not', 'DescribeAddresses', { AllocationIds: [UNKNOWN.address] }],
  ['an IP address that there is not', 'DescribeAddresses', { PublicIps: ['203.0.113.99'] }],
  ['a volume is attached, dry', 'AttachVolume', attach('spare', { DryRun: true })],
  ['an attached volume is attached', 'AttachVolume', attach('attached')],
  ['a volume of another zone is attached', 'AttachVolume', attach('elsewhere')],
  ['a volume that there is not is attached', 'AttachVolume', attach('spare', { VolumeId: UNKNOWN.volume })],
  ['a volume is attached to nobody', 'AttachVolume', attach('spare', { InstanceId: UNKNOWN.instance })],
  ['a volume is attached to nonsense', 'AttachVolume', attach('spare', { InstanceId: 'nonsense' })],
  ['a volume is attached at a device in use', 'AttachVolume', attach('spare', { Device: '/dev/sdf' })],
  ['the volume that could not be attached', 'DescribeVolumes', volume('spare'), 'Volumes[].State'],
  ['a volume is attached', 'AttachVolume', attach('spare'), 'VolumeId', 'InstanceId', 'Device'],
  ['the attached volume', 'DescribeVolumes', volume('spare'), 'Volumes[].State', 'Volumes[].Attachments[].State'],
  ['a volume is detached, dry', 'DetachVolume', detach('spare', { DryRun: true })],
  ['a volume that there is not is detached', 'DetachVolume', { VolumeId: UNKNOWN.volume }],
  [
    'a volume is detached from another instance',
    'DetachVolume',
    (names: Names) => detach('spare', { InstanceId: names['instance b'] })(names),
  ],
  ['a volume is detached from another device', 'DetachVolume', detach('spare', { Device: '/dev/sdz' })],
  ['a volume is detached', 'DetachVolume', detach('spare', { Force: true }), 'VolumeId', 'State'],
  ['the detached volume', 'DescribeVolumes', volume('spare'), 'Volumes[].State'],
  ['a detached volume is detached', 'DetachVolume', detach('spare')],
  ['an address is associated, dry', 'AssociateAddress', associate({ DryRun: true })],
  ['an address that there is not is associated', 'AssociateAddress', associate({ AllocationId: UNKNOWN.address })],
  ['an address is associated with nobody', 'AssociateAddress', associate({ InstanceId: UNKNOWN.instance })],
  ['nothing is associated', 'AssociateAddress', {}],
  ['an address is associated', 'AssociateAddress', associate()],
  ['the associated address', 'DescribeAddresses', filter('tag:Name', 'address'), 'Addresses[].InstanceId'],
  [
    'a volume is tagged',
    'CreateTags',
    (names: Names) => ({ Resources: [names['spare']], Tags: [{ Key: 'Name', Value: 'more' }] }),
  ],
  ['the tagged volume', 'DescribeVolumes', volume('spare'), 'Volumes[].Tags[].Value'],
  ['a snapshot', 'DescribeSnapshots', ofSnapshot(), SNAPSHOT, 'Snapshots[].VolumeId', 'Snapshots[].State'],
  ['a snapshot by its tag', 'DescribeSnapshots', filter('tag:Name', 'kep?'), SNAPSHOT],
  ['a snapshot by its status', 'DescribeSnapshots', ofSnapshot(filter('status', 'completed')), SNAPSHOT],
  ['a snapshot by the key of a tag', 'DescribeSnapshots', ofSnapshot(filter('tag-key', 'Na*')), SNAPSHOT],
  ['a snapshot by a filter that there is not', 'DescribeSnapshots', ofSnapshot(filter('nonsense', 'x'))],
  ['a snapshot that there is not', 'DescribeSnapshots', { SnapshotIds: [UNKNOWN.snapshot] }],
  ['a snapshot of an id of another form', 'DescribeSnapshots', { SnapshotIds: ['nonsense'] }],
  ['snapshots, dry', 'DescribeSnapshots', ofSnapshot({ DryRun: true })],
  ['a page of snapshots that is too small', 'DescribeSnapshots', { OwnerIds: ['self'], MaxResults: 4 }],
  ['a volume is kept, dry', 'CreateSnapshot', (names: Names) => ({ VolumeId: names['spare'], DryRun: true })],
  ['a volume that there is not is kept', 'CreateSnapshot', { VolumeId: UNKNOWN.volume }],
  [
    'a volume is kept with the tags of something else',
    'CreateSnapshot',
    (names: Names) => ({ VolumeId: names['spare'], TagSpecifications: [{ ResourceType: 'volume', Tags: [] }] }),
  ],
  [
    'a volume is kept',
    'CreateSnapshot',
    (names: Names) => ({ VolumeId: names['spare'], Description: 'a', TagSpecifications: nightly }),
    'VolumeId',
    'Description',
    'Encrypted',
    'Tags[].Value',
  ],
  [
    'a snapshot is tagged',
    'CreateTags',
    (names: Names) => ({ Resources: [names['snapshot']], Tags: [{ Key: 'Name', Value: 'changed' }] }),
  ],
  ['the tagged snapshot', 'DescribeSnapshots', ofSnapshot(), 'Snapshots[].Tags[].Value'],
  ['a snapshot is copied, dry', 'CopySnapshot', copyOfSnapshot({ DryRun: true })],
  ['a snapshot is copied', 'CopySnapshot', copyOfSnapshot({ TagSpecifications: nightly }), 'Tags[].Value'],
  ['a snapshot that there is not is copied', 'CopySnapshot', copyOfSnapshot({ SourceSnapshotId: UNKNOWN.snapshot })],
  ['a snapshot is deleted, dry', 'DeleteSnapshot', snapshot({ DryRun: true })],
  ['a snapshot that there is not is deleted', 'DeleteSnapshot', { SnapshotId: UNKNOWN.snapshot }],
  ['a snapshot is deleted', 'DeleteSnapshot', snapshot()],
  ['the deleted snapshot', 'DescribeSnapshots', ofSnapshot()],
  ['images of no snapshot', 'DescribeImages', filter('block-device-mapping.snapshot-id', UNKNOWN.snapshot), 'Images'],
  ['an image that there is not', 'DescribeImages', { ImageIds: [UNKNOWN.image] }],
  ['an image that there is not is deregistered', 'DeregisterImage', { ImageId: UNKNOWN.image }],
  ['nobody is terminated', 'TerminateInstances', { InstanceIds: [UNKNOWN.instance] }],
  ['nonsense is terminated', 'TerminateInstances', { InstanceIds: ['nonsense'] }],
  [
    'an instance is terminated beside nobody',
    'TerminateInstances',
    (names: Names) => ({ InstanceIds: [names['instance a'], UNKNOWN.instance] }),
  ],
  ['the instance that was not terminated', 'DescribeInstances', instance({}), STATE],
  ['an instance is terminated, dry', 'TerminateInstances', instance({ DryRun: true })],
  ['an instance is terminated', 'TerminateInstances', instance({}), 'TerminatingInstances[].PreviousState.Code'],
);
