import { AutoScalingClient, DeleteAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';

import { resumeController, suspendController } from '../../libs/capacity/controller.ts';
import { drillController } from '../../libs/drills/controller.ts';
import { lifecycleController, POLLING } from '../../libs/lifecycle/controller.ts';
import { POLLING as RESTORE_POLLING, restoreController } from '../../libs/restore/controller.ts';
import type { Platform } from '../../libs/runtime/platform.ts';
import {
  createDrillServices,
  createLifecycleServices,
  createRestoreSource,
  createSnapshotServices,
} from '../../libs/runtime/services.ts';
import { snapshotController } from '../../libs/snapshots/controller.ts';
import { watchController } from '../../libs/snapshots/watch.ts';
import { given } from '../support/given.ts';
import { withActions } from '../support/iam-fixture.ts';
import { expectFailures } from '../support/story-end.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { createWorld } from '../aws/world.ts';

const failOnCall = () => {
  throw new Error('nothing is called here');
};
const platform: Platform = {
  env: {},
  now: () => new Date(0),
  sleep: failOnCall,
  log: failOnCall,
  requestHandler: { handle: failOnCall },
};
const environment = {
  STAGE: 'prod',
  HOST_REGIONS: ['us-east-1'],
  TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:hostkeeper',
  AWS_REGION: 'us-east-1',
};
const services = createLifecycleServices(platform, {
  ...environment,
  HOSTED_ZONES: [],
  RECORD_NAMES: [],
  UNMOUNT_DOCUMENT: 'unmount',
});

const clock = { now: services.now, sleep: async () => {} };

/** The reads of the lifecycle controller, beside the groups. */
const LIFECYCLE_READS = [
  'autoscaling:DescribeLifecycleHooks',
  'autoscaling:DescribeScalingActivities',
  'ec2:DescribeAddresses',
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeVolumes',
  'ecs:DescribeContainerInstances',
  'ecs:ListContainerInstances',
  'route53:ListResourceRecordSets',
  'ssm:ListCommandInvocations',
];

/** The actions of each controller, and its reads. */
const suspendActions = Object.keys(suspendController({ ...services, clock }).executors);
const resumeActions = Object.keys(resumeController({ ...services, clock }).executors);
const lifecycleActions = [
  ...LIFECYCLE_READS,
  ...Object.keys(lifecycleController(services, POLLING.event, new Map(), false).executors),
];

/** The actions of the restore controller, and its reads beside the volumes. */
const restoreActions = [
  'ec2:DescribeSnapshots',
  ...Object.keys(
    restoreController({ ...services, ...createRestoreSource(services) }, RESTORE_POLLING.request).executors,
  ),
];

/** What the function of a request reads besides. */
const RESTORE_REQUEST_READS = ['ec2:DescribeSubnets', 'ec2:DescribeVolumes'];

/** How the bill is read. */
const READ_BILL = 'cloudwatch:GetMetricStatistics';

/** How the images that hosts run are found, and looked for in their registry. */
const READ_IMAGES = ['ecr:DescribeImages', 'ecs:DescribeTasks', 'ecs:ListTasks'];

const snapshotServices = createSnapshotServices(platform, {
  ...environment,
  SNAPSHOT_TIME: '03:00',
  SNAPSHOT_TIME_ZONE: 'UTC',
  SNAPSHOT_MINIMUM: 3,
  COPY_REGION: '',
  COPY_KEY: '',
  SNAPSHOT_DOCUMENT: 'snapshot',
});

/** How data volumes and their snapshots are found, and what a snapshot is read with. */
const READ_SNAPSHOTS = ['ec2:DescribeSnapshots', 'ec2:DescribeVolumes'];
const READ_BLOCKS = ['ebs:GetSnapshotBlock', 'ebs:ListSnapshotBlocks'];

/** CreateTags goes with CreateSnapshot: AWS asks for it where a request gives tags. Without a second region nothing is copied. */
const takeActions = [
  ...READ_SNAPSHOTS,
  'ec2:CreateTags',
  ...Object.keys(watchController(snapshotServices, []).executors),
];
const keepActions = Object.keys(snapshotController(snapshotServices, 'night', new Map()).executors).filter(
  (action) => action !== 'ec2:CopySnapshot',
);
const NOTE_NEWS = 'autoscaling:CreateOrUpdateTags';

/** The actions of the drill controller. */
const drillActions = Object.keys(
  drillController(
    createDrillServices(platform, {
      ...environment,
      DRILLS: 'monthly',
      DRILL_DOCUMENT: 'drill',
      DRILL_TEMPLATE_X86: 'lt-1',
      DRILL_TEMPLATE_ARM: 'lt-2',
      DRILL_IMAGE: '',
      DRILL_QUERY: '',
      DRILL_RATES: {},
      OWN_HOST: '',
      OWN_LABEL: '',
      DRILL_SECURITY_GROUP: '',
    }),
    [],
  ).executors,
);

/** What it reads, and what EC2 asks for with a launch: the tags, the role of the instance, the name of the image. */
const DRILL_READS = [
  'ec2:DescribeInstances',
  'ec2:DescribeSnapshots',
  'ecs:DescribeTaskDefinition',
  'ecs:DescribeTasks',
  'ecs:ListContainerInstances',
  'ecs:ListTasks',
  'ssm:ListCommandInvocations',
];
const DRILL_LAUNCHES = ['ec2:CreateTags', 'iam:PassRole', 'ssm:GetParameters'];

/** How drills are ended as the bill stops their hosts. */
const END_DRILLS = ['ec2:DescribeInstances', 'ec2:TerminateInstances'];

/** The controllers that each role runs, and what it reads besides. */
const ROLES = {
  BudgetNotificationRole: [...suspendActions, ...END_DRILLS],
  BudgetKillSwitchRole: [...suspendActions, ...END_DRILLS],
  EmergencyShutdownRole: suspendActions,
  EmergencyResumeRole: ['autoscaling:DescribeScalingActivities', READ_BILL, ...resumeActions],
  InstanceLaunchRole: lifecycleActions,
  InstanceTerminateRole: lifecycleActions,
  InstanceInterruptionRole: lifecycleActions,
  ReconcileRole: [
    ...suspendActions,
    ...lifecycleActions,
    ...restoreActions,
    READ_BILL,
    ...READ_IMAGES,
    ...takeActions,
    'cloudwatch:PutMetricData',
    'ec2:TerminateInstances',
  ],
  SnapshotRole: [NOTE_NEWS, 'ssm:ListCommandInvocations', ...takeActions, ...READ_BLOCKS, ...keepActions],
  SnapshotCompletedRole: [NOTE_NEWS, 'ec2:DescribeSnapshots', 'ec2:CreateTags', ...READ_BLOCKS],
  RestoreRole: [...RESTORE_REQUEST_READS, ...restoreActions],
  RestoreDrillRole: [...DRILL_READS, ...DRILL_LAUNCHES, ...drillActions],
} as const;

/** What every role needs besides: to list hosts, to notify, to log, and to send failures to the dead-letter queue. */
const COMMON_ACTIONS = [
  'autoscaling:DescribeAutoScalingGroups',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sns:Publish',
  'sqs:SendMessage',
];

const policies = z.array(
  z.object({
    PolicyDocument: z.object({
      Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
    }),
  }),
);

const neededFor = (controllers: readonly string[]): readonly string[] =>
  [...new Set([...COMMON_ACTIONS, ...controllers])].toSorted();

const allowedTo = (template: ReturnType<typeof packagedTemplate>, role: string): readonly string[] => {
  const documents = z.parse(policies, template.Resources[role]?.Properties?.['Policies']);
  const actions = documents.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action));
  return [...new Set(actions)].toSorted();
};

describe('a role holds what its controller does', () => {
  it.each(Object.entries(ROLES))('%s: no more, no less', (role, controllers) => {
    expect(allowedTo(packagedTemplate(), role)).toEqual(neededFor(controllers));
  });

  it('and a role that lacks a permission, or has a needless one, is noticed', () => {
    const lacking = withActions('autoscaling:ResumeProcesses', '"sns:Publish"');
    const needless = withActions(
      'autoscaling:ResumeProcesses',
      '"autoscaling:ResumeProcesses","autoscaling:SetDesiredCapacity"',
    );
    for (const template of [lacking, needless]) {
      expect(allowedTo(template, 'ReconcileRole')).not.toEqual(neededFor(ROLES.ReconcileRole));
    }
  });

  it('and without autoscaling:CreateOrUpdateTags a shutdown stops all the same, and says what it could not record', async () => {
    const template = withActions('autoscaling:CreateOrUpdateTags', '"autoscaling:DescribeTags"');
    const { world, group } = await given({ blog: {}, shop: { standby: true } }, { template });
    const { returned } = await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    const reason = expect.stringContaining('is not authorized to perform: autoscaling:CreateOrUpdateTags');
    expect(returned).toMatchObject({
      results: [
        { host: 'blog', status: 'refused', reason },
        { host: 'shop', status: 'refused', reason },
      ],
    });
    for (const host of ['blog', 'shop']) expect(group(host).sizes).toBe('0/0/0');
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] Stopped blog, shop, but could not record it/),
    ]);
  });

  it.each([
    'autoscaling:UpdateAutoScalingGroup',
    'autoscaling:ResumeProcesses',
    'autoscaling:SetInstanceProtection',
    'autoscaling:TerminateInstanceInAutoScalingGroup',
    'autoscaling:DescribeAutoScalingGroups',
    'sns:Publish',
  ])('and without %s a shutdown fails, and says so', async (action) => {
    expectFailures('emergency-shutdown');
    const template = withActions(action, '"autoscaling:DescribeTags"');
    const { world } = await given(
      { blog: { protected: true, suspendedProcesses: ['Terminate'] }, shop: { standby: true } },
      { template },
    );
    const { error } = await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    expect(error).toContain(`is not authorized to perform: ${action}`);
  });
});

describe('the simulated IAM', () => {
  it('knows no role that is not in the template', async () => {
    const world = createWorld({ template: packagedTemplate() });
    const credentials = { accessKeyId: 'stranger', secretAccessKey: 'secret' };
    const client = new AutoScalingClient({ region: 'us-east-1', credentials, requestHandler: world.requestHandler });
    await expect(client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'x' }))).rejects.toThrow(
      'stranger',
    );
  });
});
