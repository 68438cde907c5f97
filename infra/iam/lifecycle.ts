import { DATA_ROLE, TAGS } from '../../libs/hosts/tags.ts';
import { LIST_GROUPS, writeTags } from './capacity.ts';
import type { Policy, Statement } from './model.ts';
import {
  ADDRESSES,
  arn,
  cluster,
  CONTAINER_INSTANCES,
  groups,
  INSTANCES,
  kmsKey,
  NETWORK_INTERFACES,
  OF_STAGE,
  VIA_EC2,
  VOLUMES,
} from './resources.ts';
import { GROUP_TAG, runDocument } from './run-command.ts';

/** What of the account the parameters open to the roles that move hosts. */
export interface HostScope {
  /** ARNs of KMS keys. */
  readonly kmsKeys: readonly string[];
  /** Names of ECS clusters; `*` stands for any text. */
  readonly clusters: readonly string[];
}

/**
 * Lets EC2 use customer-managed keys for the volumes that it attaches. A request to attach one creates a grant for EC2 with
 * the caller's permissions, and takes no other permission on the key. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export const useKeys = (keys: readonly string[]): readonly Statement[] =>
  keys.length === 0
    ? []
    : [
        {
          sid: 'UseKeys',
          why: 'Attaches volumes under the keys in the parameter kmsKeys. The conditions admit only a grant that EC2 creates for itself, for the data of one volume.',
          actions: ['kms:CreateGrant'],
          resources: keys.map(kmsKey),
          condition: {
            Bool: { 'kms:GrantIsForAWSResource': true },
            StringEquals: { 'kms:ViaService': VIA_EC2, 'kms:GrantConstraintType': 'EncryptionContextSubset' },
          },
        },
      ];

/** Sets instances of these clusters to DRAINING. IAM takes no empty list, so without clusters there is no statement. */
const drainTasks = (clusters: readonly string[]): readonly Statement[] =>
  clusters.length === 0
    ? []
    : [
        {
          sid: 'DrainTasks',
          why: 'Sets a container instance of the clusters in the parameter clusters to DRAINING, so that ECS stops its tasks.',
          actions: ['ecs:UpdateContainerInstancesState'],
          resources: CONTAINER_INSTANCES,
          condition: { ArnLike: { 'ecs:cluster': clusters.map(cluster) } },
        },
      ];

/**
 * Moves a host's volume and Elastic IP from instance to instance. The four functions that do so have the same policy: a
 * run reconciles the host rather than the instance of the event, so the end of one instance may help the next to start.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html
 */
export const moveHosts = ({ kmsKeys, clusters }: HostScope): Policy => ({
  name: 'lifecycle',
  statements: [
    {
      sid: 'Describe',
      why: 'Observes instances, volumes, addresses, hooks, scaling activities, tasks and commands. Most of these actions support no resource but `*`.',
      actions: [
        'autoscaling:DescribeLifecycleHooks',
        'autoscaling:DescribeScalingActivities',
        'ec2:DescribeAddresses',
        'ec2:DescribeInstances',
        'ec2:DescribeInstanceStatus',
        'ec2:DescribeVolumes',
        'ecs:DescribeContainerInstances',
        'ecs:ListContainerInstances',
        'ssm:ListCommandInvocations',
      ],
      resources: '*',
    },
    {
      sid: 'CompleteHooks',
      why: 'Creates the lifecycle hooks of enrolled groups, and completes them when an instance is ready or drained.',
      actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:PutLifecycleHook'],
      resources: groups(),
      condition: OF_STAGE,
    },
    {
      sid: 'MoveDataVolumes',
      why: 'Attaches and detaches the volumes that are tagged as data volumes of this stage.',
      actions: ['ec2:AttachVolume', 'ec2:DetachVolume'],
      resources: VOLUMES,
      condition: {
        StringEquals: { ...OF_STAGE.StringEquals, [`aws:ResourceTag/${TAGS.role.name}`]: DATA_ROLE },
      },
    },
    {
      sid: 'MoveAddresses',
      why: 'Associates the Elastic IPs that are tagged with this stage.',
      actions: ['ec2:AssociateAddress'],
      resources: ADDRESSES,
      condition: OF_STAGE,
    },
    {
      sid: 'MoveAddressesToInterfaces',
      why: 'AssociateAddress also needs the network interface, and that of an instance has no tags to narrow it by.',
      actions: ['ec2:AssociateAddress'],
      resources: NETWORK_INTERFACES,
    },
    {
      sid: 'UseInstancesOfGroups',
      why: 'The same actions need the instance. The condition admits only instances of Auto Scaling groups: only Auto Scaling can write this tag.',
      actions: ['ec2:AssociateAddress', 'ec2:AttachVolume', 'ec2:DetachVolume'],
      resources: INSTANCES,
      condition: { Null: { [`aws:ResourceTag/${GROUP_TAG}`]: false } },
    },
    ...runDocument('unmount', {
      sid: 'Unmount',
      why: 'Runs the one document that unmounts the data volume on the instance before the volume is detached.',
    }),
    ...drainTasks(clusters),
    ...useKeys(kmsKeys),
  ],
});

/**
 * What the functions on instance events need besides; reconcile has these by its capacity policy. They find the host,
 * terminate an instance that AWS takes back, and write what they notified. They cannot change a host's state or size.
 */
export const handleInstanceEvents: Policy = {
  name: 'instance-events',
  statements: [
    LIST_GROUPS,
    writeTags([TAGS.notified.name]),
    {
      sid: 'Terminate',
      why: 'Terminates an instance that AWS is about to take back, so that the group replaces it.',
      actions: ['autoscaling:TerminateInstanceInAutoScalingGroup'],
      resources: groups(),
      condition: OF_STAGE,
    },
  ],
};

/** Finds the images that hosts run, and whether they are still in the registry of this account and region. */
export const readImages: Policy = {
  name: 'images',
  statements: [
    {
      sid: 'ReadTasks',
      why: 'Reads the images of the tasks that run on hosts. Groups name their clusters in a tag, and a task has no name.',
      actions: ['ecs:DescribeTasks', 'ecs:ListTasks'],
      resources: '*',
    },
    {
      sid: 'ReadImages',
      why: 'Looks whether an image is in its repository.',
      actions: ['ecr:DescribeImages'],
      resources: arn('ecr', 'repository/*'),
    },
  ],
};
