/** The API references of AWS. */
const REFERENCES: Readonly<Record<string, string>> = {
  autoscaling: 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference',
  ebs: 'https://docs.aws.amazon.com/ebs/latest/APIReference',
  ec2: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference',
  ecr: 'https://docs.aws.amazon.com/AmazonECR/latest/APIReference',
  ecs: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference',
  freetier: 'https://docs.aws.amazon.com/aws-cost-management/latest/APIReference',
  events: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference',
  iam: 'https://docs.aws.amazon.com/IAM/latest/APIReference',
  lambda: 'https://docs.aws.amazon.com/lambda/latest/api',
  logs: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference',
  monitoring: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference',
  route53: 'https://docs.aws.amazon.com/Route53/latest/APIReference',
  secretsmanager: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference',
  sns: 'https://docs.aws.amazon.com/sns/latest/api',
  ssm: 'https://docs.aws.amazon.com/systems-manager/latest/APIReference',
  sts: 'https://docs.aws.amazon.com/STS/latest/APIReference',
};

/** AWS's page about an operation: what it says there decides who is right. */
export const pageOf = (call: string): string => {
  const [service = '', operation = ''] = call.split(':');
  return `${REFERENCES[service] ?? ''}/API_${operation}.html`;
};

/** Operations that moto cannot be asked about. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  'ec2:CopyVolumes': 'moto does not have it',
  'freetier:GetAccountPlanState': 'moto does not have the service',
  ...Object.fromEntries(
    [
      'CreateChangeSet',
      'DeleteChangeSet',
      'DeleteStack',
      'DescribeChangeSet',
      'DescribeStacks',
      'ExecuteChangeSet',
      'GetTemplate',
      'ListStackResources',
    ].map((operation) => [
      `cloudformation:${operation}`,
      'moto needs cfn-lint for it, which is as large as all of its other packages',
    ]),
  ),
};

/**
 * What moto does otherwise than AWS says on the page of the operation: by the call, then by the name of the case. Each is
 * a difference that is expected; one that is gone fails the test too.
 */
export const MOTO_FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'autoscaling:AttachInstances': {
    'an instance of a group is attached': 'does not look whose instance it is',
    'an instance that there is not is attached': 'answers HTTP 500',
  },
  'autoscaling:CompleteLifecycleAction': {
    'an action with no result': 'is not implemented',
    'the action of nobody': 'is not implemented',
  },
  'autoscaling:CreateAutoScalingGroup': {
    'a group is made again': 'replaces it',
    'a group of a template that there is not': 'answers with a code of EC2',
  },
  'autoscaling:CreateOrUpdateTags': {
    'a tag of AWS': 'takes a key that is reserved',
    'the key of a tag that is too long': 'checks no length',
    'the tag of a group that there is not': 'answers HTTP 500',
    'the tag of another resource': 'checks no type',
  },
  'autoscaling:DeleteAutoScalingGroup': {
    'a group with instances is deleted': 'deletes it without force',
  },
  'autoscaling:DeleteLifecycleHook': {
    'no hook again': 'deletes what is not there',
  },
  'autoscaling:DescribeAutoScalingGroups': {
    'all groups': 'leaves VPCZoneIdentifier out',
    'a group by its name': 'leaves VPCZoneIdentifier out',
    'two groups a page': 'leaves VPCZoneIdentifier out',
    'the groups by the value of a tag': 'leaves VPCZoneIdentifier out',
    'the groups by the key of a tag': 'leaves VPCZoneIdentifier out',
    'the group with its sizes': 'leaves VPCZoneIdentifier out',
    'the protected instance': 'leaves VPCZoneIdentifier out',
    'the group without that place': 'leaves VPCZoneIdentifier out',
    'a filter that there is not': 'ignores it',
    'a group without its instances': 'ignores IncludeInstances',
    'more groups a page than there may be': 'answers HTTP 500',
    'the groups after nothing': 'answers HTTP 500',
    'the groups that are left': 'has deleted a group with instances',
  },
  'autoscaling:DescribeInstanceRefreshes': {
    'no instance is refreshed yet': 'is not implemented',
  },
  'autoscaling:DescribeLifecycleHooks': {
    'the hook': 'loses the metadata, and does not limit the time to 100 heartbeats',
    'the hooks of a group that there is not': 'answers HTTP 500',
  },
  'autoscaling:DescribeScalingActivities': {
    'more activities a page than there may be': 'checks no page size',
    'the activities of a group that there is not': 'answers with nothing',
  },
  'autoscaling:PutLifecycleHook': {
    'a heartbeat that is too short': 'checks no heartbeat',
    'a hook at no transition': 'checks no transition',
    'a name that no hook has': 'checks no name',
  },
  'autoscaling:RecordLifecycleActionHeartbeat': {
    'the heartbeat of nobody': 'is not implemented',
  },
  'autoscaling:ResumeProcesses': {
    'the processes of a group that there is not': 'answers HTTP 500',
  },
  'autoscaling:SetDesiredCapacity': {
    'a capacity over the maximum': 'compares no sizes',
    'the capacity of a group that there is not': 'answers HTTP 500',
  },
  'autoscaling:SetInstanceProtection': {
    'protection of an instance of another group': 'does not look whose instance it is',
  },
  'autoscaling:StartInstanceRefresh': {
    'instances are refreshed': 'is not implemented',
    'the instances of a group that there is not are refreshed': 'is not implemented',
  },
  'autoscaling:SuspendProcesses': {
    'a process that there is not is suspended': 'checks no process',
    'the processes of a group that there is not are suspended': 'answers HTTP 500',
  },
  'autoscaling:TerminateInstanceInAutoScalingGroup': {
    'the end of an instance below the minimum': 'goes below the minimum',
    'the end of an instance of no group': 'answers HTTP 500',
  },
  'autoscaling:UpdateAutoScalingGroup': {
    'a desired capacity over the maximum': 'compares no sizes',
    'a minimum over the maximum': 'compares no sizes',
    'a negative size': 'takes it',
    'a text for a size': 'answers HTTP 500',
  },
  'ebs:GetSnapshotBlock': {
    'a block of a snapshot that there is not': 'answers HTTP 500',
  },
  'ebs:ListSnapshotBlocks': {
    'the blocks of a snapshot that there is not': 'answers HTTP 500',
  },
  'ec2:AttachVolume': {
    'a volume is attached': 'leaves DeleteOnTermination out',
    'a volume is attached at a device in use': 'attaches it',
    'a volume is attached to nonsense': 'does not know InvalidInstanceID.Malformed',
    'a volume of another zone is attached': 'attaches it',
    'an attached volume is attached': 'attaches it',
  },
  'ec2:CopySnapshot': {
    'a snapshot is copied by a key alone': 'takes a key without encryption',
    'a snapshot is copied with the tags of something else': 'ignores them',
    'a snapshot that is not complete is copied': 'completes a snapshot at once',
    'no snapshot is copied': 'does not know MissingParameter',
  },
  'ec2:CreateSnapshot': {
    'a volume is kept with a tag of AWS': 'takes a key that is reserved',
    'a volume is kept with many words': 'checks no length',
    'a volume of no id is kept': 'does not know InvalidParameterValue',
    'no volume is kept': 'does not know MissingParameter',
  },
  'ec2:CreateVolume': {
    'a rate that is too high': 'ignores the rate',
    'a rate without a snapshot': 'ignores the rate',
    'a volume in a zone of another region': 'checks no zone',
    'a volume in no zone': 'checks no zone',
    'a volume larger than its snapshot': 'leaves Throughput and empty Tags out',
    'a volume of a snapshot': 'leaves Throughput and empty Tags out',
    'a volume of a snapshot in another zone': 'leaves Throughput and empty Tags out',
    'a volume of a type that there is not': 'checks no type',
    'a volume of gp2': 'leaves Iops, empty Tags and an empty SnapshotId out',
    'a volume of no type': 'leaves Iops of gp2, an empty SnapshotId and empty Tags out',
    'a volume of nonsense': 'does not know InvalidParameterValue',
    'a volume once': 'leaves Throughput and an empty SnapshotId out',
    'a volume once, again': 'ignores the token',
    'a volume once, in another zone': 'leaves Throughput and an empty SnapshotId out',
    'a volume once, of another size': 'ignores the token',
    'a volume smaller than its snapshot': 'compares no sizes',
    'a volume with a tag of AWS': 'takes a key that is reserved',
    'a volume with the tags of something else': 'ignores them',
    'an encrypted volume': 'leaves Throughput, an empty SnapshotId and empty Tags out',
    'gp3 of 0 GiB': 'checks no size',
    'gp3 of more than there is': 'checks no size',
    'gp3 with iops and throughput': 'leaves an empty SnapshotId and empty Tags out',
    'gp3 with too few iops': 'checks no performance',
    'gp3 with too little throughput': 'checks no performance',
    'gp3 with too many iops': 'checks no performance',
    'gp3 with too many iops for its size': 'checks no performance',
    'gp3 with too much throughput': 'checks no performance',
    'gp3 with too much throughput for its iops': 'checks no performance',
    'io1 with too few iops': 'checks no performance',
    'io1 with too many iops for its size': 'checks no performance',
    io2: 'leaves an empty SnapshotId and empty Tags out',
    'io2 without iops': 'answers InvalidParameterDependency',
    'iops of gp2': 'answers InvalidParameterDependency',
    'st1 of too few GiB': 'checks no size',
    'throughput of gp2': 'answers InvalidParameterDependency',
    'throughput of io2': 'answers InvalidParameterDependency',
    'a volume is made': 'leaves Throughput and an empty SnapshotId out',
    'a volume is made in a zone that there is not': 'checks no zone',
  },
  'ec2:DeleteSnapshot': {
    'a snapshot of no id is deleted': 'does not know InvalidParameterValue',
    'no snapshot is deleted': 'does not know MissingParameter',
  },
  'ec2:DeleteVolume': {
    'the volume of nonsense': 'does not know InvalidParameterValue',
  },
  'ec2:DescribeAvailabilityZones': {
    'a zone': 'leaves OptInStatus out',
    'a zone that there is not': 'answers with no zone',
  },
  'ec2:DescribeInstanceStatus': {
    'instances that AWS retires': 'ignores the filter',
  },
  'ec2:DescribeInstances': {
    'the instances that were run once': 'has ignored the token',
    'a page after nothing': 'answers HTTP 500',
    'a page that is too small': 'checks no page size',
    'an instance by a filter that there is not': 'answers HTTP 500',
    'an instance by any letter': 'does not know the wildcard',
    'an instance of an id of another form': 'does not know InvalidInstanceID.Malformed',
  },
  'ec2:DescribeImages': {
    'images of no snapshot': 'answers HTTP 500',
  },
  'ec2:DescribeSnapshots': {
    'a page of snapshots beside an id': 'checks no page size',
    'a snapshot by its volume': 'has made snapshots that it should have refused',
    'a snapshot by its words': 'leaves CompletionTime out',
    'a snapshot by two tags': 'leaves CompletionTime out',
    'snapshots after nothing': 'ignores the token',
    'snapshots of somebody else': 'ignores the owner',
    'the encrypted copy': 'ignores Encrypted',
    'a page of snapshots that is too small': 'checks no page size',
    'a snapshot': 'leaves CompletionTime and an empty description out',
    'a snapshot by a filter that there is not': 'answers HTTP 500',
    'a snapshot by its status': 'leaves CompletionTime and an empty description out',
    'a snapshot by its tag': 'leaves CompletionTime and an empty description out',
    'a snapshot by the key of a tag': 'leaves CompletionTime and an empty description out',
    'a snapshot of an id of another form': 'does not know InvalidParameterValue',
    'snapshots, dry': 'ignores DryRun',
    'the tagged snapshot': 'leaves CompletionTime and an empty description out',
  },
  'ec2:DescribeVolumes': {
    'a volume by its snapshot': 'leaves Throughput and empty Tags out',
    'a volume by its type': 'leaves Iops of gp2, an empty SnapshotId and empty Tags out',
    'that disk': 'leaves Throughput, empty Tags and DeleteOnTermination out',
    'that volume': 'leaves Throughput and empty Tags out',
    'the volumes that were made once': 'has ignored the token',
    'a volume by the size': 'leaves Throughput and an empty SnapshotId out',
    'a volume by any of two tags': 'leaves Throughput and an empty SnapshotId out',
    'the tagged volume': 'leaves Throughput and an empty SnapshotId out',
    'a volume': 'leaves DeleteOnTermination out',
    'a volume by a filter that there is not': 'answers HTTP 500',
    'a volume by its instance': 'leaves DeleteOnTermination out',
    'a volume by its status': 'leaves DeleteOnTermination out',
    'a volume of an id of another form': 'does not know InvalidParameterValue',
    'the attached volume': 'leaves DeleteOnTermination out',
    'the detached volume': 'has attached it, at a device in use, and not detached it',
    'the volume that could not be attached': 'has attached it, at a device in use',
    'volumes after nothing': 'ignores the token',
    'volumes, dry': 'ignores DryRun',
  },
  'ec2:DetachVolume': {
    'a detached volume is detached': 'answers HTTP 500',
    'a volume is detached': 'leaves DeleteOnTermination out',
    'a volume is detached from another device': 'answers HTTP 500',
  },
  'ec2:RunInstances': {
    'an instance in a zone': 'leaves empty Tags out',
    'an instance of a type that there is not': 'checks no type',
    'an instance of no id of a template': 'answers HTTP 500',
    'an instance of no image': 'needs no image',
    'an instance of nonsense': 'checks no image',
    'an instance of the id of no template': 'answers HTTP 500',
    'an instance once, after its end': 'ignores the token',
    'an instance once, again': 'ignores the token',
    'an instance once, of another type': 'ignores the token',
    'an instance with a disk': 'leaves empty Tags out',
    'an instance with a disk of nonsense': 'does not know InvalidParameterValue',
    'an instance with a disk that is too small': 'compares no sizes',
    'an instance with a larger disk': 'leaves empty Tags out',
    'more instances than at most': 'compares no numbers',
    'no instance': 'makes a reservation of none',
  },
  'ec2:TerminateInstances': {
    'an instance is terminated': 'cannot end an instance whose volume it has attached twice',
    'nonsense is terminated': 'does not know InvalidInstanceID.Malformed',
  },
  'ecr:PutImage': {
    'another image of the tag': 'gives two manifests one digest',
    'an image of no repository': 'answers HTTP 500',
  },
  'ecs:DescribeTasks': {
    'a task in another cluster': 'looks in every cluster',
    'too many tasks': 'checks no number',
    'a task that there is not': 'names no failure',
  },
  'ecs:ListContainerInstances': {
    'a page of no members': 'checks no page size',
    'a page of too many members': 'checks no page size',
    'the member of no instance': 'ignores the filter',
    'the members after nothing': 'ignores the token',
    'the members by nonsense': 'ignores the filter',
    'the members of the default cluster': 'answers with nothing',
    'the members of a cluster that there is not': 'answers with nothing',
    'the members of no status': 'checks no status',
  },
  'events:PutEvents': {
    'an event of a list': 'takes a detail that is no object',
    'no event': 'takes an empty list',
  },
  'iam:AttachRolePolicy': {
    'a policy is attached': 'has no policies of AWS',
  },
  'iam:CreateServiceLinkedRole': {
    'a service-linked role is made': 'makes its name of that of the service',
    'a service-linked role is made again': 'answers as for another role',
  },
  'iam:ListAttachedRolePolicies': {
    'the attached policies': 'has no policies of AWS',
  },
  'lambda:GetAccountSettings': {
    'the limits of the account': 'is not implemented',
  },
  'monitoring:ListMetrics': {
    'the metrics': 'has taken a datum without a value',
  },
  'monitoring:PutMetricData': {
    'a value and values': 'answers InvalidParameterValue, not InvalidParameterCombination',
    'a value of AWS': 'reserves no namespace',
    'no value': 'takes it',
  },
  'route53:ChangeResourceRecordSets': {
    'a CNAME beside an address': 'makes both',
    'a CNAME of the zone itself': 'makes it',
    'a label that is too long': 'checks no names',
    'a negative time to live': 'checks no time',
    'a record is created': 'is in sync at once',
    'a record of no address': 'checks no values',
    'a record that there is not is deleted': 'answers InvalidInput',
    'a record with other values is deleted': 'deletes it',
    'a record without a time to live': 'makes it',
    'a text without quotation marks': 'checks no values',
    'a type that there is not': 'checks no type',
    'an empty label': 'checks no names',
    'no changes': 'takes an empty list',
  },
  'route53:GetChange': {
    'a change that there is not': 'answers with one',
  },
  'route53:ListHostedZones': {
    'the zones, a text for a number': 'answers HTTP 500',
  },
  'route53:ListResourceRecordSets': {
    'the records from a name': 'has made a CNAME beside an address',
  },
  'secretsmanager:DeleteSecret': {
    'the end of a secret that there is not': 'answers HTTP 404, where the page has 400',
  },
  'secretsmanager:DescribeSecret': {
    'what a secret is that there is not': 'answers HTTP 404, where the page has 400',
  },
  'secretsmanager:GetSecretValue': {
    'the value of a secret that there is not': 'answers HTTP 404, where the page has 400',
  },
  'secretsmanager:PutSecretValue': {
    'a long value': 'checks no length',
    'the value of a secret that there is not': 'answers HTTP 404, where the page has 400',
  },
  'sns:ConfirmSubscription': {
    'a subscription with another token': 'takes any token',
  },
  'ssm:ListCommandInvocations': {
    'a command of an id of another form': 'answers HTTP 500',
    'the commands of an instance': 'answers HTTP 500',
  },
  'ssm:SendCommand': {
    'a command': 'sends it to every instance',
    'a command of another version': 'checks no version',
    'a command that its pattern refuses': 'checks no parameters',
    'a command to nobody': 'sends it',
    'a command with a short time-out': 'checks no time',
    'a command without a document': 'checks no document',
    'a command without its parameter': 'checks no parameters',
  },
};
