import type { Names } from '../account.ts';
import { casesOf, UNKNOWN } from '../case.ts';

const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
const tagged = (ResourceType: string, Value: string, Key = 'Name') => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key, Value }] }],
});

const zone = { AvailabilityZone: 'us-east-1a' };
const volume = (more: object = {}) => ({ ...zone, Size: 8, VolumeType: 'gp3', ...more });
const ofSource =
  (more: object = {}) =>
  (names: Names) => ({ ...zone, SnapshotId: names['source'], VolumeType: 'gp3', ...more });
const once = { ClientToken: 'volume', ...tagged('volume', 'once') };
const KIND = ['Size', 'VolumeType', 'SnapshotId', 'AvailabilityZone', 'Encrypted'];
const VOLUME = 'Volumes[].VolumeId';
const SIZE = 'Volumes[].Size';

/** Volumes that are made: blank, and of a snapshot. */
const volumes = casesOf(
  'ec2',
  ['a volume of a snapshot', 'CreateVolume', ofSource(), ...KIND, 'Iops', 'VolumeId as of source'],
  ['that volume', 'DescribeVolumes', (names: Names) => ({ VolumeIds: [names['of source']] }), VOLUME, SIZE],
  [
    'a volume by its snapshot',
    'DescribeVolumes',
    (names: Names) => filter('snapshot-id', names['source'] ?? ''),
    VOLUME,
    'Volumes[].State',
  ],
  ['a volume of a snapshot in another zone', 'CreateVolume', ofSource({ AvailabilityZone: 'us-east-1b' }), ...KIND],
  ['a volume larger than its snapshot', 'CreateVolume', ofSource({ Size: 64 }), ...KIND],
  ['a volume smaller than its snapshot', 'CreateVolume', ofSource({ Size: 31 })],
  ['a volume of a snapshot that there is not', 'CreateVolume', volume({ SnapshotId: UNKNOWN.snapshot })],
  ['a volume of nonsense', 'CreateVolume', volume({ SnapshotId: 'nonsense' })],
  ['a volume of no size', 'CreateVolume', { ...zone, VolumeType: 'gp3' }],
  ['a volume in no zone', 'CreateVolume', { Size: 8, VolumeType: 'gp3' }],
  ['a volume in a zone of another region', 'CreateVolume', volume({ AvailabilityZone: 'us-west-2a' })],
  ['a volume, dry', 'CreateVolume', volume({ DryRun: true })],
  ['a volume once', 'CreateVolume', volume(once), 'VolumeId as once'],
  ['a volume once, again', 'CreateVolume', volume(once), 'VolumeId'],
  ['a volume once, of another size', 'CreateVolume', volume({ ...once, Size: 9 })],
  ['a volume once, in another zone', 'CreateVolume', volume({ ...once, AvailabilityZone: 'us-east-1b' })],
  ['the volumes that were made once', 'DescribeVolumes', filter('tag:Name', 'once'), 'Volumes[].AvailabilityZone'],
  ['a volume of gp2', 'CreateVolume', volume({ VolumeType: 'gp2', Size: 100 }), ...KIND, 'Iops'],
  ['a volume of no type', 'CreateVolume', { ...zone, Size: 8 }, 'VolumeType'],
  ['a volume of a type that there is not', 'CreateVolume', volume({ VolumeType: 'gp9' })],
  [
    'a volume by its type',
    'DescribeVolumes',
    { Filters: [...filter('volume-type', 'gp2').Filters, ...filter('size', '100').Filters] },
    'Volumes[].VolumeType',
  ],
  ['iops of gp2', 'CreateVolume', volume({ VolumeType: 'gp2', Iops: 3000 })],
  ['throughput of gp2', 'CreateVolume', volume({ VolumeType: 'gp2', Throughput: 125 })],
  ['throughput of io2', 'CreateVolume', volume({ VolumeType: 'io2', Iops: 100, Throughput: 125 })],
  ['io2', 'CreateVolume', volume({ VolumeType: 'io2', Iops: 4000 }), ...KIND, 'Iops'],
  ['io2 without iops', 'CreateVolume', volume({ VolumeType: 'io2' })],
  ['io1 with too many iops for its size', 'CreateVolume', volume({ VolumeType: 'io1', Iops: 401 })],
  ['io1 with too few iops', 'CreateVolume', volume({ VolumeType: 'io1', Iops: 99 })],
  ['gp3 with iops and throughput', 'CreateVolume', volume({ Iops: 4000, Throughput: 1000 }), 'Iops'],
  ['gp3 with too few iops', 'CreateVolume', volume({ Iops: 2999 })],
  ['gp3 with too many iops for its size', 'CreateVolume', volume({ Iops: 4001 })],
  ['gp3 with too many iops', 'CreateVolume', volume({ Size: 1000, Iops: 80_001 })],
  ['gp3 with too little throughput', 'CreateVolume', volume({ Throughput: 124 })],
  ['gp3 with too much throughput for its iops', 'CreateVolume', volume({ Throughput: 751 })],
  ['gp3 with too much throughput', 'CreateVolume', volume({ Size: 100, Iops: 10_000, Throughput: 2001 })],
  ['gp3 of 0 GiB', 'CreateVolume', volume({ Size: 0 })],
  ['gp3 of more than there is', 'CreateVolume', volume({ Size: 65_537 })],
  ['st1 of too few GiB', 'CreateVolume', volume({ VolumeType: 'st1', Size: 124 })],
  ['an encrypted volume', 'CreateVolume', volume({ Encrypted: true }), ...KIND],
  ['a key without encryption', 'CreateVolume', volume({ KmsKeyId: 'alias/a' })],
  ['a rate without a snapshot', 'CreateVolume', volume({ VolumeInitializationRate: 100 })],
  ['a rate that is too high', 'CreateVolume', ofSource({ VolumeInitializationRate: 301 })],
  ['a volume with the tags of something else', 'CreateVolume', volume(tagged('snapshot', 'a'))],
  ['a volume with a tag of AWS', 'CreateVolume', volume(tagged('volume', 'a', 'aws:name'))],
);

const keep =
  (more: object = {}) =>
  (names: Names) => ({ VolumeId: names['of source'], ...more });
const copy =
  (more: object = {}) =>
  (names: Names) => ({ SourceRegion: 'us-east-1', SourceSnapshotId: names['source'], ...more });
const SNAPSHOT = 'Snapshots[].SnapshotId';

/** Snapshots that are made, found and deleted. */
const snapshots = casesOf(
  'ec2',
  ['a volume of no id is kept', 'CreateSnapshot', { VolumeId: 'nonsense' }],
  ['no volume is kept', 'CreateSnapshot', {}],
  ['a volume is kept with many words', 'CreateSnapshot', keep({ Description: 'a'.repeat(256) })],
  ['a volume is kept with a tag of AWS', 'CreateSnapshot', keep(tagged('snapshot', 'a', 'aws:name'))],
  [
    'a volume of a snapshot is kept',
    'CreateSnapshot',
    keep({ Description: 'night', ...tagged('snapshot', 'night') }),
    'SnapshotId as night',
    'VolumeSize',
    'OwnerId',
  ],
  [
    'a snapshot that is not complete is copied',
    'CopySnapshot',
    (names: Names) => ({ SourceRegion: 'us-east-1', SourceSnapshotId: names['night'] }),
  ],
  [
    'a snapshot by its volume',
    'DescribeSnapshots',
    (names: Names) => filter('volume-id', names['of source'] ?? ''),
    SNAPSHOT,
  ],
  ['a snapshot by its owner', 'DescribeSnapshots', filter('owner-id', '210987654321'), SNAPSHOT],
  ['a snapshot by its size', 'DescribeSnapshots', filter('volume-size', '33'), SNAPSHOT],
  ['a snapshot by its words', 'DescribeSnapshots', { OwnerIds: ['self'], ...filter('description', 'nig*') }, SNAPSHOT],
  ['a snapshot by two tags', 'DescribeSnapshots', filter('tag:Name', 'night', 'source'), SNAPSHOT],
  ['a snapshot by its encryption', 'DescribeSnapshots', filter('encrypted', 'true'), SNAPSHOT],
  ['snapshots of somebody else', 'DescribeSnapshots', { OwnerIds: ['210987654321'] }, SNAPSHOT],
  [
    'a page of snapshots beside an id',
    'DescribeSnapshots',
    (names: Names) => ({ SnapshotIds: [names['source']], MaxResults: 5 }),
  ],
  ['snapshots after nothing', 'DescribeSnapshots', { OwnerIds: ['self'], MaxResults: 5, NextToken: 'garbage' }],
  ['a snapshot of no id is copied', 'CopySnapshot', copy({ SourceSnapshotId: 'nonsense' })],
  ['no snapshot is copied', 'CopySnapshot', { SourceRegion: 'us-east-1' }],
  ['a snapshot is copied by a key alone', 'CopySnapshot', copy({ KmsKeyId: 'alias/a' })],
  ['a snapshot is copied with the tags of something else', 'CopySnapshot', copy(tagged('volume', 'a'))],
  ['a snapshot is copied and encrypted', 'CopySnapshot', copy({ Encrypted: true }), 'SnapshotId as encrypted'],
  [
    'the encrypted copy',
    'DescribeSnapshots',
    (names: Names) => ({ SnapshotIds: [names['encrypted']] }),
    SNAPSHOT,
    'Snapshots[].Encrypted',
  ],
  ['a snapshot of no id is deleted', 'DeleteSnapshot', { SnapshotId: 'nonsense' }],
  ['no snapshot is deleted', 'DeleteSnapshot', {}],
  ['a snapshot that is not complete is deleted', 'DeleteSnapshot', (names: Names) => ({ SnapshotId: names['night'] })],
);

const machine = (more: object = {}) => ({
  ImageId: 'ami-12c6146b',
  InstanceType: 't3.micro',
  MinCount: 1,
  MaxCount: 1,
  ...more,
});
const withDisk =
  (ebs: object = {}) =>
  (names: Names) =>
    machine({
      BlockDeviceMappings: [
        { DeviceName: '/dev/sdf', Ebs: { SnapshotId: names['source'], VolumeType: 'gp3', ...ebs } },
      ],
    });
const inZone = (AvailabilityZone: string) => ({ Placement: { AvailabilityZone } });
const single = { ClientToken: 'instance', ...inZone('us-east-1a'), ...tagged('instance', 'single') };
const fromTemplate = (LaunchTemplate: object) => ({ LaunchTemplate, MinCount: 1, MaxCount: 1 });
const ids = (name: string) => (names: Names) => ({ InstanceIds: [names[name]] });
const INSTANCE = 'Instances[].InstanceId';
const STATE = 'Instances[].State.Name';

/** Instances of no group. */
const instances = casesOf(
  'ec2',
  ['an instance, dry', 'RunInstances', machine({ DryRun: true })],
  ['an instance in a zone', 'RunInstances', machine(inZone('us-east-1b')), 'Instances[].Placement.AvailabilityZone'],
  ['an instance in a zone that there is not', 'RunInstances', machine(inZone('us-east-1z'))],
  ['an instance of no image', 'RunInstances', machine({ ImageId: undefined })],
  ['an instance of nonsense', 'RunInstances', machine({ ImageId: 'nonsense' })],
  ['an instance of a type that there is not', 'RunInstances', machine({ InstanceType: 't9.micro' })],
  ['no instance', 'RunInstances', machine({ MinCount: 0, MaxCount: 0 })],
  ['more instances than at most', 'RunInstances', machine({ MinCount: 2 })],
  ['an instance once', 'RunInstances', machine(single), `${INSTANCE} as single`, STATE],
  ['an instance once, again', 'RunInstances', machine(single), INSTANCE],
  ['an instance once, of another type', 'RunInstances', machine({ ...single, InstanceType: 't3.small' })],
  ['an instance once, in another zone', 'RunInstances', machine({ ...single, ...inZone('us-east-1b') }), STATE],
  [
    'the instances that were run once',
    'DescribeInstances',
    filter('tag:Name', 'single'),
    'Reservations[].Instances[].Placement.AvailabilityZone',
  ],
  ['the instance that was run once', 'TerminateInstances', ids('single'), 'TerminatingInstances[].InstanceId'],
  ['the instance that was run once, again', 'TerminateInstances', ids('single'), 'TerminatingInstances[].InstanceId'],
  ['the end of no instance', 'TerminateInstances', { InstanceIds: [] }],
  ['an instance with a disk', 'RunInstances', withDisk(), `${INSTANCE} as with disk`, STATE],
  [
    'that disk',
    'DescribeVolumes',
    (names: Names) => ({
      Filters: [
        { Name: 'attachment.instance-id', Values: [names['with disk']] },
        { Name: 'attachment.device', Values: ['/dev/sdf'] },
      ],
    }),
    SIZE,
    'Volumes[].SnapshotId',
    'Volumes[].VolumeType',
    'Volumes[].State',
  ],
  ['an instance with a larger disk', 'RunInstances', withDisk({ VolumeSize: 64 }), STATE],
  ['an instance with a disk that is too small', 'RunInstances', withDisk({ VolumeSize: 31 })],
  ['an instance with a disk of nothing', 'RunInstances', withDisk({ SnapshotId: UNKNOWN.snapshot })],
  ['an instance with a disk of nonsense', 'RunInstances', withDisk({ SnapshotId: 'nonsense' })],
  ['an instance of a template', 'RunInstances', fromTemplate({ LaunchTemplateName: 'made-by-hand' }), STATE],
  ['an instance of a template that there is not', 'RunInstances', fromTemplate({ LaunchTemplateName: 'nobody' })],
  ['an instance of the id of no template', 'RunInstances', fromTemplate({ LaunchTemplateId: 'lt-0123456789abcdef0' })],
  ['an instance of no id of a template', 'RunInstances', fromTemplate({ LaunchTemplateId: 'nonsense' })],
  [
    'an instance of a version that there is not',
    'RunInstances',
    fromTemplate({ LaunchTemplateName: 'made-by-hand', Version: '9' }),
  ],
  [
    'the newest version',
    'RunInstances',
    fromTemplate({ LaunchTemplateName: 'made-by-hand', Version: '$Latest' }),
    STATE,
  ],
  ['an instance that has ended', 'DescribeInstances', ids('single'), 'Reservations[].Instances[].State.Name'],
  ['an instance once, after its end', 'RunInstances', machine(single)],
  [
    'the end of an instance that has ended',
    'TerminateInstances',
    ids('single'),
    'TerminatingInstances[].PreviousState.Code',
  ],
  ['a page of instances', 'DescribeInstances', { MaxResults: 5 }, 'NextToken as page'],
  ['the next page', 'DescribeInstances', (names: Names) => ({ MaxResults: 1000, NextToken: names['page'] })],
);

const shop = (more: object) => ({ cluster: 'shop', ...more });
const task =
  (more: object = {}) =>
  (names: Names) =>
    shop({ tasks: [names['task']], ...more });
const ARN = 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:1';
const unknownTask = `arn:aws:ecs:us-east-1:123456789012:task/shop/${'0'.repeat(32)}`;
const TASK = ['tasks[].taskArn', 'tasks[].containerInstanceArn', 'tasks[].taskDefinitionArn'];
const DEFINITION = [
  'taskDefinition.taskDefinitionArn',
  'taskDefinition.status',
  'taskDefinition.containerDefinitions[].name',
  'taskDefinition.containerDefinitions[].image',
  'taskDefinition.containerDefinitions[].command[]',
];

/** Container instances, tasks and their definitions. */
const tasks = casesOf(
  'ecs',
  ['the tasks of shop', 'ListTasks', shop({}), 'taskArns[]'],
  [
    'the tasks of a member',
    'ListTasks',
    (names: Names) => shop({ containerInstance: names['member of shop'] }),
    'taskArns[]',
  ],
  ['a task', 'DescribeTasks', task(), ...TASK, 'tasks[].containers[].name'],
  ['a task by its id', 'DescribeTasks', (names: Names) => shop({ tasks: [names['task']?.split('/').at(-1)] }), ...TASK],
  ['a task beside none', 'DescribeTasks', (names: Names) => shop({ tasks: [names['task'], unknownTask] }), ...TASK],
  ['a task in another cluster', 'DescribeTasks', task({ cluster: 'web' })],
  ['too many tasks', 'DescribeTasks', shop({ tasks: Array.from({ length: 101 }, () => unknownTask) })],
  ['a definition by its ARN', 'DescribeTaskDefinition', { taskDefinition: ARN }, ...DEFINITION],
  ['a definition by its revision', 'DescribeTaskDefinition', { taskDefinition: 'shop:1' }, ...DEFINITION],
  ['a definition by its family', 'DescribeTaskDefinition', { taskDefinition: 'shop' }, ...DEFINITION],
  ['a definition that there is not', 'DescribeTaskDefinition', { taskDefinition: 'nobody' }],
  ['a revision that there is not', 'DescribeTaskDefinition', { taskDefinition: 'shop:2' }],
  ['the ARN of no revision', 'DescribeTaskDefinition', { taskDefinition: ARN.replace('shop:1', 'shop:2') }],
  [
    'the members of a cluster by its ARN',
    'ListContainerInstances',
    { cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/shop' },
    'containerInstanceArns[]',
  ],
  [
    'the members that drain',
    'ListContainerInstances',
    { cluster: 'web', status: 'DRAINING' },
    'containerInstanceArns[]',
  ],
  ['the active members', 'ListContainerInstances', shop({ status: 'ACTIVE' }), 'containerInstanceArns[]'],
  [
    'the member of no instance',
    'ListContainerInstances',
    shop({ filter: `ec2InstanceId == ${UNKNOWN.instance}` }),
    'containerInstanceArns[]',
  ],
  ['the members by nonsense', 'ListContainerInstances', shop({ filter: 'nonsense' })],
  ['a page of no members', 'ListContainerInstances', shop({ maxResults: 0 })],
  ['a page of too many members', 'ListContainerInstances', shop({ maxResults: 101 })],
  ['the members after nothing', 'ListContainerInstances', shop({ nextToken: 'garbage' })],
  ['the members of the default cluster', 'ListContainerInstances', {}],
);

/** Volumes that are deleted. */
const deletions = casesOf(
  'ec2',
  ['the volume that was made once', 'DeleteVolume', (names: Names) => ({ VolumeId: names['once'] })],
  ['the volume that was deleted', 'DeleteVolume', (names: Names) => ({ VolumeId: names['once'] })],
  ['a volume that there is not', 'DeleteVolume', { VolumeId: UNKNOWN.volume }],
  ['the volume of nonsense', 'DeleteVolume', { VolumeId: 'nonsense' }],
);

/** Calls that make volumes, snapshots, instances and tasks, and what they say of them. */
export const creation = [...volumes, ...snapshots, ...instances, ...tasks, ...deletions];
