import { DRILL_TYPES } from '../../libs/drills/offers.ts';
import { DRILL_ROLE, SNAPSHOT_ROLE, TAGS } from '../../libs/hosts/tags.ts';
import { LIST_GROUPS, writeTags } from './capacity.ts';
import type { Policy, Statement } from './model.ts';
import { arn, document, INSTANCES, kmsKey, NETWORK_INTERFACES, OF_STAGE, sub, VIA_EC2, VOLUMES } from './resources.ts';
import { createEncrypted } from './restore.ts';

const TEMPLATES = ['DrillTemplate', 'DrillTemplateArm'].map((id) => arn('ec2', `launch-template/\${${id}}`));

/** The request uses a launch template of drills. */
const FROM_TEMPLATE = { ArnEquals: { 'ec2:LaunchTemplate': TEMPLATES } } as const;

/** An instance or a volume that is tagged as that of a drill. */
const OF_DRILL = {
  StringEquals: { ...OF_STAGE.StringEquals, [`aws:ResourceTag/${TAGS.role.name}`]: DRILL_ROLE },
} as const;

/** The request tags what it makes as that of a drill of this stage. */
const TAGGED = {
  [`aws:RequestTag/${TAGS.stage.name}`]: '${sls:stage}',
  [`aws:RequestTag/${TAGS.role.name}`]: DRILL_ROLE,
} as const;

const endDrills = (region?: '*'): Statement => ({
  sid: 'EndDrills',
  why: 'Terminates instances of drills. The conditions admit no other instance: a host has no such tag.',
  actions: ['ec2:TerminateInstances'],
  resources: arn('ec2', 'instance/*', region),
  condition: OF_DRILL,
});

/**
 * Customer-managed keys: EC2 makes a volume of an encrypted snapshot with the permissions of the caller.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
const useKeys = (keys: readonly string[]): readonly Statement[] =>
  keys.length === 0
    ? []
    : [
        {
          sid: 'GrantKeys',
          why: 'Lets EC2 use the keys in the parameter kmsKeys for the copy of a drill. The conditions admit only a grant that EC2 creates for itself.',
          actions: ['kms:CreateGrant'],
          resources: keys.map(kmsKey),
          condition: {
            Bool: { 'kms:GrantIsForAWSResource': true },
            StringEquals: { 'kms:ViaService': VIA_EC2 },
          },
        },
        ...createEncrypted(keys, { sid: 'UseKeys', why: 'The key of the copy, through EC2 alone.' }),
      ];

/** The public parameter with the image of AWS for ECS, which belongs to no account. */
const IMAGE_PARAMETERS = sub('arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/service/ecs/optimized-ami/*');

/**
 * Launches instances, and nothing but those of drills: from these launch templates, of these types, with these tags. EC2 asks
 * for the permission on each thing that a launch uses or makes.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/use-launch-templates-to-control-launching-instances.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const rehearse = ({ kmsKeys }: { readonly kmsKeys: readonly string[] }): Policy => ({
  name: 'drills',
  statements: [
    LIST_GROUPS,
    writeTags([TAGS.notified.name, TAGS.drilled.name]),
    {
      sid: 'Observe',
      why: 'Reads the snapshots, the instances of drills, the commands on them, and what a host runs. Most of these actions support no resource but `*`.',
      actions: [
        'ec2:DescribeInstances',
        'ec2:DescribeSnapshots',
        'ecs:DescribeTaskDefinition',
        'ecs:DescribeTasks',
        'ecs:ListContainerInstances',
        'ecs:ListTasks',
        'ssm:ListCommandInvocations',
      ],
      resources: '*',
    },
    {
      sid: 'LaunchTypes',
      why: 'Launches an instance of a drill: from a launch template of drills, of a listed type, tagged as that of a drill.',
      actions: ['ec2:RunInstances'],
      resources: INSTANCES,
      condition: { ...FROM_TEMPLATE, StringEquals: { ...TAGGED, 'ec2:InstanceType': DRILL_TYPES } },
    },
    {
      sid: 'LaunchVolumes',
      why: 'The volumes of the instance, which go with it.',
      actions: ['ec2:RunInstances'],
      resources: VOLUMES,
      condition: { ...FROM_TEMPLATE, StringEquals: TAGGED },
    },
    {
      sid: 'LaunchSnapshots',
      why: 'Copies a snapshot of a data volume of this stage.',
      actions: ['ec2:RunInstances'],
      resources: sub('arn:${AWS::Partition}:ec2:${AWS::Region}::snapshot/*'),
      condition: {
        ...FROM_TEMPLATE,
        StringEquals: { ...OF_STAGE.StringEquals, [`aws:ResourceTag/${TAGS.role.name}`]: SNAPSHOT_ROLE },
      },
    },
    {
      sid: 'LaunchImage',
      why: 'The image of the launch template, and no other.',
      actions: ['ec2:RunInstances'],
      resources: sub('arn:${AWS::Partition}:ec2:${AWS::Region}::image/*'),
      condition: { ...FROM_TEMPLATE, Bool: { 'ec2:IsLaunchTemplateResource': true } },
    },
    {
      sid: 'LaunchPlace',
      why: 'The launch template itself, the subnet of the host, and the network interface in it.',
      actions: ['ec2:RunInstances'],
      resources: [NETWORK_INTERFACES, arn('ec2', 'security-group/*'), arn('ec2', 'subnet/*'), ...TEMPLATES],
      condition: FROM_TEMPLATE,
    },
    {
      sid: 'TagDrills',
      why: 'Tags what the launch makes, and nothing that is there.',
      actions: ['ec2:CreateTags'],
      resources: [INSTANCES, VOLUMES, NETWORK_INTERFACES],
      condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances', ...TAGGED } },
    },
    {
      sid: 'FindImage',
      why: 'EC2 reads the name of the image from a public parameter of AWS, with the permissions of the caller.',
      actions: ['ssm:GetParameters'],
      resources: IMAGE_PARAMETERS,
    },
    {
      sid: 'PassDrillRole',
      why: 'Gives the instance its role, which can answer Systems Manager and pull images.',
      actions: ['iam:PassRole'],
      resources: sub('${DrillRole.Arn}'),
      condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
    {
      sid: 'RunOnDrills',
      why: 'Sends a command to instances of drills alone.',
      actions: ['ssm:SendCommand'],
      resources: INSTANCES,
      condition: {
        StringEquals: {
          [`ssm:resourceTag/${TAGS.stage.name}`]: '${sls:stage}',
          [`ssm:resourceTag/${TAGS.role.name}`]: DRILL_ROLE,
        },
      },
    },
    {
      sid: 'Rehearse',
      why: 'Runs the one document that rehearses a restore. Eight digits in its name stand for its content.',
      actions: ['ssm:SendCommand'],
      resources: document('drill'),
    },
    endDrills(),
    ...useKeys(kmsKeys),
  ],
});

/** Ends drills that a run has left, or when hosts are stopped. `reconcile` reads and records by its other policies. */
export const finishDrills: Policy = { name: 'drills', statements: [endDrills()] };

/** Ends the drills of every region, as the bill stops its hosts. */
export const stopDrills: Policy = {
  name: 'drills',
  statements: [
    {
      sid: 'ListDrills',
      why: 'Finds the instances of drills. The action supports no resource but `*`.',
      actions: ['ec2:DescribeInstances'],
      resources: '*',
    },
    endDrills('*'),
  ],
};
