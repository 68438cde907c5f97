import { contentOf } from '../../../infra/documents/command-document.ts';
import { unmount } from '../../../infra/documents/unmount.ts';
import type { Names } from '../account.ts';
import { casesOf, UNKNOWN } from '../case.ts';

const cluster = (more: object = {}) => ({ cluster: 'web', ...more });
const member =
  (more: object = {}) =>
  (names: Names) => ({ cluster: 'web', containerInstances: [names['member']], ...more });
const unknownMember = 'arn:aws:ecs:us-east-1:123456789012:container-instance/web/00000000000000000000000000000000';
const unknownTask = unknownMember.replace('container-instance', 'task');
const command =
  (more: object = {}) =>
  (names: Names) => ({
    InstanceIds: [names['instance b']],
    DocumentName: 'AWS-RunShellScript',
    Parameters: { commands: ['sync'] },
    ...more,
  });
/** A manifest of no layers, which differs by a letter. */
const manifest = (letter: string): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 2,
      digest: `sha256:${letter.repeat(64)}`,
    },
    layers: [],
  });
const image = (more: object) => ({ repositoryName: 'blog', imageManifest: manifest('a'), imageTag: 'v1', ...more });
const tagged = (imageTag: string) => ({ repositoryName: 'blog', imageIds: [{ imageTag }] });
const REPOSITORY = ['repository.repositoryArn', 'repository.repositoryUri', 'repository.imageTagMutability'];
/** The document that unmounts a volume, what of it is compared, and a command that it takes. */
const document = (more: object = {}) => ({
  Name: 'unmount',
  DocumentType: 'Command',
  Content: JSON.stringify(contentOf(unmount)),
  ...more,
});
const DOCUMENT = ['Name', 'DocumentVersion', 'LatestVersion', 'DefaultVersion', 'SchemaVersion', 'DocumentType'];
const UNMOUNT = {
  DocumentName: 'unmount',
  Parameters: { VolumeId: [UNKNOWN.volume], Device: ['/dev/sdf'] },
};
const publish = (more: object) => ({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: 'x', ...more });
const unknownTopic = 'arn:aws:sns:us-east-1:123456789012:nobody';
const entry = (more: object) => ({ Entries: [{ Source: 'shop', DetailType: 'order', Detail: '{}', ...more }] });
const datum = (more: object, Namespace = 'Shop') => ({ Namespace, MetricData: [{ MetricName: 'Orders', ...more }] });

const CODES = ['FailedEntryCount', 'Entries[].ErrorCode'];
const ALARM = 'MetricAlarms[].AlarmName';
const METRIC = 'Metrics[].MetricName';

/** Calls of the other services. */
export const others = [
  ...casesOf(
    'ecr',
    ['a repository', 'CreateRepository', { repositoryName: 'shop' }, ...REPOSITORY],
    ['a repository again', 'CreateRepository', { repositoryName: 'shop' }],
    ['the repositories', 'DescribeRepositories', {}, 'repositories[].repositoryUri'],
    ['a repository that there is not', 'DescribeRepositories', { repositoryNames: ['nobody'] }],
    ['an image', 'PutImage', image({}), 'image.imageId.imageTag'],
    ['the image again', 'PutImage', image({})],
    ['another image of the tag', 'PutImage', image({ imageManifest: manifest('b') })],
    ['an image of no repository', 'PutImage', image({ repositoryName: 'nobody' })],
    ['the image by its tag', 'DescribeImages', tagged('v1'), 'imageDetails[].imageTags[]'],
    ['an image that there is not', 'DescribeImages', tagged('v2')],
    ['the images of no repository', 'DescribeImages', { repositoryName: 'nobody' }],
    ['a password', 'GetAuthorizationToken', {}, 'authorizationData[].proxyEndpoint'],
  ),
  ...casesOf(
    'ecs',
    ['the members of a cluster', 'ListContainerInstances', cluster(), 'containerInstanceArns[]'],
    ['the members of a cluster that there is not', 'ListContainerInstances', { cluster: 'nobody' }],
    [
      'a member by its instance',
      'ListContainerInstances',
      (names: Names) => cluster({ filter: `ec2InstanceId in ['${names['instance b']}']` }),
      'containerInstanceArns[]',
    ],
    ['the members of no status', 'ListContainerInstances', cluster({ status: 'SLEEPING' })],
    [
      'a member',
      'DescribeContainerInstances',
      member(),
      'containerInstances[].ec2InstanceId',
      'containerInstances[].status',
    ],
    [
      'a member that there is not',
      'DescribeContainerInstances',
      cluster({ containerInstances: [unknownMember] }),
      'failures[].reason',
    ],
    [
      'the member of a cluster that there is not',
      'DescribeContainerInstances',
      { cluster: 'nobody', containerInstances: [unknownMember] },
    ],
    [
      'a member is drained',
      'UpdateContainerInstancesState',
      member({ status: 'DRAINING' }),
      'containerInstances[].status',
    ],
    ['a member sleeps', 'UpdateContainerInstancesState', member({ status: 'SLEEPING' })],
    ['the tasks of a cluster', 'ListTasks', cluster(), 'taskArns[]'],
    ['the tasks of a cluster that there is not', 'ListTasks', { cluster: 'nobody' }],
    ['no task', 'DescribeTasks', cluster({ tasks: [] })],
    ['a task that there is not', 'DescribeTasks', cluster({ tasks: [unknownTask] }), 'failures[].reason'],
    ['a task of a cluster that there is not', 'DescribeTasks', { cluster: 'nobody', tasks: [unknownTask] }],
  ),
  ...casesOf(
    'ssm',
    ['a command', 'SendCommand', command(), 'Command.InstanceIds[]', 'Command.DocumentName'],
    ['a document', 'CreateDocument', document(), ...DOCUMENT.map((name) => `DocumentDescription.${name}`)],
    ['a document of a name that is taken', 'CreateDocument', document()],
    ['a document of no JSON', 'CreateDocument', document({ Name: 'other', Content: '{' })],
    ['a command of that document', 'SendCommand', command(UNMOUNT), 'Command.DocumentName'],
    ['a command that its pattern refuses', 'SendCommand', command({ ...UNMOUNT, Parameters: { VolumeId: ['$(id)'] } })],
    ['a command without its parameter', 'SendCommand', command({ ...UNMOUNT, Parameters: {} })],
    ['a command of another version', 'SendCommand', command({ ...UNMOUNT, DocumentVersion: '2' })],
    ['the document', 'DeleteDocument', { Name: 'unmount' }],
    ['a document that there is not', 'DeleteDocument', { Name: 'unmount' }],
    ['a command to nobody', 'SendCommand', command({ InstanceIds: [UNKNOWN.instance] })],
    ['a command without a document', 'SendCommand', command({ DocumentName: 'Nonsense' })],
    ['a command with a short time-out', 'SendCommand', command({ TimeoutSeconds: 29 })],
    [
      'the commands of an instance',
      'ListCommandInvocations',
      (names: Names) => ({ InstanceId: names['instance b'] }),
      'CommandInvocations[].InstanceId',
    ],
    ['a command of an id of another form', 'ListCommandInvocations', { CommandId: 'c-1' }],
  ),
  ...casesOf(
    'secretsmanager',
    ['a secret', 'CreateSecret', { Name: 'shop', SecretString: 'a' }, 'Name'],
    ['a secret of a name that is taken', 'CreateSecret', { Name: 'blog', SecretString: 'a' }],
    ['a value', 'GetSecretValue', { SecretId: 'blog' }, 'Name', 'SecretString', 'VersionStages[]'],
    ['the value of a secret that there is not', 'GetSecretValue', { SecretId: 'nobody' }],
    ['another value', 'PutSecretValue', { SecretId: 'blog', SecretString: 'b' }, 'Name', 'VersionStages[]'],
    ['no value', 'PutSecretValue', { SecretId: 'blog' }],
    ['a long value', 'PutSecretValue', { SecretId: 'blog', SecretString: 'x'.repeat(65_537) }],
    ['the value of a secret that there is not', 'PutSecretValue', { SecretId: 'nobody', SecretString: 'b' }],
    ['what a secret is', 'DescribeSecret', { SecretId: 'blog' }, 'Name'],
    ['what a secret is that there is not', 'DescribeSecret', { SecretId: 'nobody' }],
    ['the end of a secret', 'DeleteSecret', { SecretId: 'blog', RecoveryWindowInDays: 7 }, 'Name'],
    ['the end of a secret that there is not', 'DeleteSecret', { SecretId: 'nobody' }],
    ['a secret restored', 'RestoreSecret', { SecretId: 'blog' }, 'Name'],
  ),
  ...casesOf(
    'sns',
    ['a message', 'Publish', publish({ Subject: 'Hello' })],
    ['a message to a topic that there is not', 'Publish', publish({ TopicArn: unknownTopic })],
    ['a message to nonsense', 'Publish', publish({ TopicArn: 'nonsense' })],
    ['a message with a long subject', 'Publish', publish({ Subject: 's'.repeat(101) })],
    ['a message that is no JSON', 'Publish', publish({ MessageStructure: 'json' })],
    ['a message to a target', 'Publish', { TargetArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: 'x' }],
    ['the topics', 'ListTopics', {}, 'Topics[].TopicArn'],
    [
      'the subscriptions',
      'ListSubscriptionsByTopic',
      { TopicArn: 'arn:aws:sns:us-east-1:123456789012:news' },
      'Subscriptions[].Endpoint',
    ],
    ['the subscriptions of a topic that there is not', 'ListSubscriptionsByTopic', { TopicArn: unknownTopic }],
  ),
  ...casesOf(
    'events',
    ['an event', 'PutEvents', entry({}), ...CODES],
    ['an event of no JSON', 'PutEvents', entry({ Detail: '{' }), ...CODES],
    ['an event of a list', 'PutEvents', entry({ Detail: '[]' }), ...CODES],
    ['an event without a source', 'PutEvents', entry({ Source: undefined }), ...CODES],
    ['an event without a detail', 'PutEvents', entry({ Detail: undefined }), ...CODES],
    ['no event', 'PutEvents', { Entries: [] }],
    ['eleven events', 'PutEvents', { Entries: Array.from({ length: 11 }, () => entry({}).Entries[0]) }],
  ),
  ...casesOf(
    'monitoring',
    ['a value', 'PutMetricData', datum({ Value: 1 })],
    ['a value of AWS', 'PutMetricData', datum({ Value: 1 }, 'AWS/EC2')],
    ['a value and values', 'PutMetricData', datum({ Value: 1, Values: [1, 2] })],
    ['no value', 'PutMetricData', datum({})],
    ['the metrics', 'ListMetrics', { Namespace: 'Shop' }, METRIC],
    ['the metrics of no name', 'ListMetrics', { Namespace: 'Shop', MetricName: 'Absent' }, METRIC],
    [
      'the statistics of no metric',
      'GetMetricStatistics',
      {
        Namespace: 'Shop',
        MetricName: 'Absent',
        StartTime: new Date('2026-11-01'),
        EndTime: new Date('2026-11-02'),
        Period: 3600,
        Statistics: ['Maximum'],
      },
      'Datapoints[]',
    ],
    ['the alarms', 'DescribeAlarms', {}, ALARM, 'MetricAlarms[].Threshold'],
    ['an alarm that there is not', 'DescribeAlarms', { AlarmNames: ['nobody'] }, ALARM],
    ['the alarms of a prefix', 'DescribeAlarms', { AlarmNamePrefix: 'stage-' }, ALARM],
    ['the alarms that fire', 'DescribeAlarms', { StateValue: 'ALARM' }, ALARM],
  ),
  ...casesOf(
    'lambda',
    ['a function that there is not', 'GetFunction', { FunctionName: 'nobody' }],
    ['the settings of a function that there is not', 'GetFunctionConfiguration', { FunctionName: 'nobody' }],
    ['the functions', 'ListFunctions', {}, 'Functions[].FunctionName'],
    ['a call of a function that there is not', 'Invoke', { FunctionName: 'nobody' }],
    ['the limits of the account', 'GetAccountSettings', {}],
  ),
  ...casesOf(
    'logs',
    ['the log groups', 'DescribeLogGroups', {}, 'logGroups[].logGroupName'],
    ['the events of a log group that there is not', 'FilterLogEvents', { logGroupName: 'nobody' }],
  ),
  ...casesOf(
    'ebs',
    ['the blocks of a snapshot that there is not', 'ListSnapshotBlocks', { SnapshotId: UNKNOWN.snapshot }],
    [
      'a block of a snapshot that there is not',
      'GetSnapshotBlock',
      { SnapshotId: UNKNOWN.snapshot, BlockIndex: 0, BlockToken: 'token' },
    ],
  ),
  ...casesOf('sts', ['who calls', 'GetCallerIdentity', {}, 'Account']),
];
