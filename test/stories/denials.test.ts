import { describe, expect, it } from 'vitest';

import { subnetIn } from '../aws/ec2/subnets.ts';
import { type Attempts, attemptsOf, iamFixture, type RecordChange } from '../support/iam-fixture.ts';
import { conditionsOf } from '../support/iam-conditions.ts';
import {
  ALL_ROLES,
  arnOf,
  CAPACITY_ROLES,
  deniedError,
  EVENT_ROLES,
  GROUP,
  GROUP_TAG,
  HOSTED_ZONE,
  LIFECYCLE_ROLES,
  SNAPSHOT_ROLES,
  STAGE_TAG,
  STOP_ROLES,
  withFixture,
} from '../support/roles.ts';
import { ACCOUNT } from '../aws/operation.ts';

type Attempt = (role: Attempts) => Promise<unknown>;

const NOTIFIED_TAG = 'hostkeeper:notified';
const NAME = 'blog.example.com';
const OWNER_NAME = `_hostkeeper.${NAME}`;
/** Says again who points the name. */
const REWRITE: readonly RecordChange[] = [
  ['DELETE', 'TXT', OWNER_NAME],
  ['CREATE', 'TXT', OWNER_NAME],
];

/** The actions of a lifecycle on the host's own resources. */
const LIFECYCLE_ATTEMPTS: readonly (readonly [string, Attempt])[] = [
  ['attach a data volume of its stage', (role) => role.attach('spare', 'own')],
  ['detach a data volume of its stage', (role) => role.detach('own', 'own')],
  ['move an address of its stage', (role) => role.associate('own', 'own')],
  ['list the records of its zone', (role) => role.list('own')],
  [
    'create records of its pattern, with who points them',
    (role) => role.change('own', ['CREATE', 'A', NAME], ['CREATE', 'AAAA', NAME], ['CREATE', 'TXT', OWNER_NAME]),
  ],
  [
    'replace a record of its pattern, with who points it',
    (role) => role.change('own', ['DELETE', 'A', NAME], ['CREATE', 'A', NAME], ...REWRITE),
  ],
  [
    'delete records of its pattern, with who points them',
    (role) => role.change('own', ['DELETE', 'A', NAME], ['DELETE', 'AAAA', NAME], ['DELETE', 'TXT', OWNER_NAME]),
  ],
  ['unmount a volume on an instance of a group', (role) => role.unmount('own')],
  ['drain an instance', (role) => role.drain()],
  ['put a hook on a group of its stage', (role) => role.putHook('own')],
  ['complete a hook of its stage', (role) => role.complete('waiting')],
];

/** The actions that every role needs. */
const NOTIFY_ATTEMPTS: readonly (readonly [string, Attempt])[] = [
  ['publish to the notification topic', (role) => role.publish('NotificationTopic')],
  ['tag what was notified', (role) => role.tag('own', NOTIFIED_TAG)],
];

/** An attempt that no host needs, with the action that IAM must deny. */
type DeniedAttempt = readonly [string, string, Attempt];

const RECORDS: readonly (readonly [string, 'own' | 'other', ...(readonly RecordChange[])])[] = [
  ['a record of another zone', 'other', ['UPSERT', 'A', NAME]],
  ['a record of another name', 'own', ['UPSERT', 'A', 'example.com']],
  ['a record of another name beside its own', 'own', ['UPSERT', 'A', NAME], ['UPSERT', 'A', 'example.com']],
  ['a CNAME', 'own', ['UPSERT', 'CNAME', NAME]],
  ['a TXT', 'own', ['UPSERT', 'TXT', NAME]],
  ['an MX', 'own', ['UPSERT', 'MX', NAME]],
  ['a record that must not be there yet', 'own', ['CREATE', 'A', NAME]],
  ['a record without who points it', 'own', ['DELETE', 'A', NAME]],
  ['a record whose value it does not know', 'own', ['UPSERT', 'A', NAME], ...REWRITE],
  ['a record of another name with who points its own', 'own', ['CREATE', 'A', 'example.com'], ...REWRITE],
  ['who points another name', 'own', ['CREATE', 'TXT', '_hostkeeper.example.org'], ...REWRITE],
  ['an MX with who points it', 'own', ['CREATE', 'MX', NAME], ...REWRITE],
];

const TAGS: readonly (readonly [string, string, ...(readonly string[])])[] = [
  ['a setting', 'own', 'hostkeeper:address'],
  ['the tag that enrolls', 'unenrolled', 'hostkeeper:stage'],
  ['a setting beside what was notified', 'own', NOTIFIED_TAG, 'hostkeeper:on-critical-budget'],
  ['what was notified on a group of another stage', 'theirs', NOTIFIED_TAG],
  ['what was notified on a group of no stage', 'unenrolled', NOTIFIED_TAG],
];

/** Documents of AWS, of another stage, of a stage whose name begins like this one, and of another purpose. */
const DOCUMENTS = [
  'AWS-RunShellScript',
  'AWS-RunRemoteScript',
  'hostkeeper-staging-unmount-01234567',
  'hostkeeper-prod-unmount-x-unmount-01234567',
  'hostkeeper-prod-unmount',
  'hostkeeper-prod-command-01234567',
];

const NO_SIZE = { MinSize: 0, MaxSize: 0 };
const SIZES = [
  ['make a group larger than a host', 'own', { MinSize: 0, MaxSize: 2 }],
  ['set no least size', 'own', { MaxSize: 0 }],
  ['set no largest size', 'own', { MinSize: 0 }],
  ['stop a group of another stage', 'theirs', NO_SIZE],
  ['stop a group of no stage', 'unenrolled', NO_SIZE],
  ['move a group to another subnet, as it stops', 'own', { ...NO_SIZE, VPCZoneIdentifier: subnetIn('us-east-1c') }],
] as const;

const CHANGE = 'route53:ChangeResourceRecordSets';
const TAG = 'autoscaling:CreateOrUpdateTags';
const RESIZE = 'autoscaling:UpdateAutoScalingGroup';
const HOOK = 'autoscaling:PutLifecycleHook';
const TERMINATE = 'autoscaling:TerminateInstanceInAutoScalingGroup';

const TAKE = 'ec2:CreateSnapshot';
const DELETE = 'ec2:DeleteSnapshot';
const TAG_SNAPSHOT = 'ec2:CreateTags';
const FOUND = 'hostkeeper:file-system';

/** The tags of a snapshot of another stage, and of one that hostkeeper did not make. */
const FOREIGN_SNAPSHOTS = [
  [
    'of another stage',
    { 'aws:ResourceTag/hostkeeper:stage': 'staging', 'aws:ResourceTag/hostkeeper:role': 'snapshot' },
  ],
  ['that hostkeeper did not make', { ...STAGE_TAG, 'aws:ResourceTag/hostkeeper:role': 'image' }],
] as const;

const SNAPSHOT_ATTEMPTS: readonly DeniedAttempt[] = [
  ['take a snapshot of a volume of another stage', TAKE, (role) => role.takeSnapshot('theirs')],
  ['take a snapshot of a volume that is not data', TAKE, (role) => role.takeSnapshot('root')],
  ['make one of another stage', TAKE, (role) => role.takeSnapshot('own', { 'hostkeeper:stage': 'staging' })],
  ['make one that is no snapshot of its own', TAKE, (role) => role.takeSnapshot('own', { 'hostkeeper:role': 'data' })],
  ['delete a snapshot of another stage', DELETE, (role) => role.deleteSnapshot('theirs')],
  ['delete a snapshot that hostkeeper did not make', DELETE, (role) => role.deleteSnapshot('notOfHostkeeper')],
  ['delete a snapshot that a person keeps', DELETE, (role) => role.deleteSnapshot('keptByPerson')],
  ['say what is in a snapshot of another stage', TAG_SNAPSHOT, (role) => role.tagSnapshot('theirs', FOUND)],
  ['say what is in one of others', TAG_SNAPSHOT, (role) => role.tagSnapshot('notOfHostkeeper', FOUND)],
  ['hand one of a person to the policy', TAG_SNAPSHOT, (role) => role.tagSnapshot('own', FOUND, 'hostkeeper:kept-by')],
  ['tag a snapshot and not say with what', TAG_SNAPSHOT, (role) => role.tagSnapshot('own')],
  ...FOREIGN_SNAPSHOTS.flatMap(([which, context]) =>
    ['ebs:GetSnapshotBlock', 'ebs:ListSnapshotBlocks'].map((action): DeniedAttempt => [
      `read a snapshot ${which} by ${action}`,
      action,
      (role) => role.askIam(action, { resource: 'arn:aws:ec2:us-east-1::snapshot/s', context }),
    ]),
  ),
  ['write a metric of others', 'cloudwatch:PutMetricData', (role) => role.putMetric('shop')],
];

const DENIED_ATTEMPTS: readonly DeniedAttempt[] = [
  ['end an instance that is no drill', 'ec2:TerminateInstances', (role) => role.end('loner')],
  ['end a drill of another stage', 'ec2:TerminateInstances', (role) => role.end('drillOfTheirs')],
  ['attach a volume without tags', 'ec2:AttachVolume', (role) => role.attach('bare', 'own')],
  ['attach a volume of another stage', 'ec2:AttachVolume', (role) => role.attach('theirs', 'own')],
  ['attach a volume that is not data', 'ec2:AttachVolume', (role) => role.attach('root', 'own')],
  ['attach to an instance of no group', 'ec2:AttachVolume', (role) => role.attach('spare', 'loner')],
  ['detach a volume without tags', 'ec2:DetachVolume', (role) => role.detach('bare', 'own')],
  ['detach a volume of another stage', 'ec2:DetachVolume', (role) => role.detach('theirs', 'own')],
  ['detach a volume that is not data', 'ec2:DetachVolume', (role) => role.detach('root', 'own')],
  ['detach from an instance of no group', 'ec2:DetachVolume', (role) => role.detach('own', 'loner')],
  ['move an address without tags', 'ec2:AssociateAddress', (role) => role.associate('bare', 'own')],
  ['move an address of another stage', 'ec2:AssociateAddress', (role) => role.associate('theirs', 'own')],
  ['move one to an instance of no group', 'ec2:AssociateAddress', (role) => role.associate('own', 'loner')],
  [
    'attach a volume as if it were an instance',
    'ec2:AttachVolume',
    (role) => role.askIam('ec2:AttachVolume', { resource: arnOf('ec2', 'volume/v'), context: GROUP_TAG }),
  ],
  ['look at the records of another zone', 'route53:ListResourceRecordSets', (role) => role.list('other')],
  ...RECORDS.map(([what, zone, ...changes]): DeniedAttempt => [
    `change ${what}`,
    CHANGE,
    (role) => role.change(zone, ...changes),
  ]),
  ['change records and not say which', CHANGE, (role) => role.askIam(CHANGE, { resource: HOSTED_ZONE })],
  [
    'change records and say only their names',
    CHANGE,
    (role) =>
      role.askIam(CHANGE, { resource: HOSTED_ZONE, context: { [`${CHANGE}NormalizedRecordNames`]: [OWNER_NAME] } }),
  ],
  ...DOCUMENTS.map((name): DeniedAttempt => [`run ${name}`, 'ssm:SendCommand', (role) => role.run(name)]),
  ['unmount a volume on an instance of no group', 'ssm:SendCommand', (role) => role.unmount('loner')],
  ['freeze the file system of an instance of no group', 'ssm:SendCommand', (role) => role.quiesce('loner')],
  [
    'drain an instance abroad',
    'ecs:UpdateContainerInstancesState',
    (role) =>
      role.askIam('ecs:UpdateContainerInstancesState', {
        resource: `arn:aws:ecs:eu-central-1:${ACCOUNT}:container-instance/web/c`,
      }),
  ],
  [
    'drain an instance of a cluster abroad',
    'ecs:UpdateContainerInstancesState',
    (role) =>
      role.askIam('ecs:UpdateContainerInstancesState', {
        resource: arnOf('ecs', 'container-instance/web/c'),
        context: { 'ecs:cluster': `arn:aws:ecs:eu-central-1:${ACCOUNT}:cluster/web` },
      }),
  ],
  ['put a hook on a group of another stage', HOOK, (role) => role.putHook('theirs')],
  ['put a hook on a group of no stage', HOOK, (role) => role.putHook('unenrolled')],
  ['put a hook on a group abroad', HOOK, (role) => role.putHook('abroad', 'eu-central-1')],
  ['let one of another stage go on', 'autoscaling:CompleteLifecycleAction', (role) => role.complete('theirs')],
  ['end an instance of another stage', TERMINATE, (role) => role.terminate('theirs')],
  ['end an instance of no stage', TERMINATE, (role) => role.terminate('unenrolled')],
  ['unprotect one of another stage', 'autoscaling:SetInstanceProtection', (role) => role.unprotect('theirs')],
  ['resume what another stage suspended', 'autoscaling:ResumeProcesses', (role) => role.resume('theirs')],
  ...TAGS.map(([what, host, ...keys]): DeniedAttempt => [`write ${what}`, TAG, (role) => role.tag(host, ...keys)]),
  ['write tags and not say which', TAG, (role) => role.askIam(TAG, { resource: GROUP, context: STAGE_TAG })],
  ...SIZES.map(([what, host, sizes]): DeniedAttempt => [what, RESIZE, (role) => role.resize(host, sizes)]),
  ['publish to the topic of AWS Budgets', 'sns:Publish', (role) => role.publish('BudgetTopic')],
  ...SNAPSHOT_ATTEMPTS,
];

describe.each(ALL_ROLES)('%s', (name) => {
  const as = withFixture();

  it.each(DENIED_ATTEMPTS)('may not %s', async (_, action, attempt) => {
    await expect(attempt(as(name))).rejects.toThrow(deniedError(action));
  });

  it.each(NOTIFY_ATTEMPTS)('may %s', async (_, attempt) => {
    await expect(attempt(as(name))).resolves.toBeDefined();
  });
});

describe.each(LIFECYCLE_ROLES)('%s, which manages the lifecycle of hosts,', (name) => {
  const as = withFixture();

  it.each(LIFECYCLE_ATTEMPTS)('may %s', async (_, attempt) => {
    await expect(attempt(as(name))).resolves.toBeDefined();
  });
});

describe.each([...LIFECYCLE_ROLES, ...STOP_ROLES])('%s, which terminates instances,', (name) => {
  const as = withFixture();

  it('may terminate an instance of its stage', async () => {
    await expect(as(name).terminate('spare')).resolves.toBeDefined();
  });
});

describe('EmergencyResumeRole, which terminates no instance,', () => {
  const as = withFixture();

  it('may not terminate an instance of its stage', async () => {
    await expect(as('EmergencyResumeRole').terminate('spare')).rejects.toThrow(deniedError(TERMINATE));
  });
});

describe.each(EVENT_ROLES)('%s, which handles events of instances,', (name) => {
  const as = withFixture();

  it('may set no size, not even 0, and no state tag', async () => {
    await expect(as(name).resize('own', NO_SIZE)).rejects.toThrow(deniedError(RESIZE));
    await expect(as(name).tag('own', 'hostkeeper:state')).rejects.toThrow(deniedError(TAG));
  });
});

describe.each(CAPACITY_ROLES)('%s, which only stops or starts hosts,', (name) => {
  const as = withFixture();

  it.each(LIFECYCLE_ATTEMPTS)('may not %s', async (_, attempt) => {
    await expect(attempt(as(name))).rejects.toThrow(deniedError());
  });
});

describe.each(STOP_ROLES)('%s, which only stops hosts,', (name) => {
  const as = withFixture();

  it('may set no size but 0', async () => {
    await expect(as(name).resize('own', { MinSize: 0, MaxSize: 1 })).rejects.toThrow(deniedError(RESIZE));
    await expect(as(name).resize('own', NO_SIZE)).resolves.toBeDefined();
  });
});

/** Whether IAM allows an attempt, whatever AWS answers then. */
const isAllowed = (attempted: Promise<unknown>): Promise<boolean> =>
  attempted.then(
    () => true,
    (error: unknown) => !deniedError().test(String(error)),
  );

describe('SnapshotRole, which keeps snapshots,', () => {
  const as = withFixture();

  it('may take, tag and delete those of its stage', async () => {
    const { takeSnapshot, tagSnapshot, deleteSnapshot } = as('SnapshotRole');
    await expect(takeSnapshot('own')).resolves.toBeDefined();
    await expect(tagSnapshot('keptByPerson', FOUND)).resolves.toBeDefined();
    await expect(deleteSnapshot('own')).resolves.toBeDefined();
  });

  it('may have an instance freeze its file system, and may not unmount it', async () => {
    const { quiesce, unmount } = as('SnapshotRole');
    await expect(quiesce('own')).resolves.toBeDefined();
    await expect(unmount('own')).rejects.toThrow(deniedError('ssm:SendCommand'));
  });
});

describe.each(ALL_ROLES.filter((name) => name !== 'SnapshotRole'))('%s', (name) => {
  const as = withFixture();

  it('may have no instance freeze its file system', async () => {
    await expect(as(name).quiesce('own')).rejects.toThrow(deniedError('ssm:SendCommand'));
  });

  it('may delete no snapshot, not even one that the policy does not keep', async () => {
    await expect(as(name).deleteSnapshot('own')).rejects.toThrow(deniedError(DELETE));
  });
});

describe('a role without one of its conditions is noticed', () => {
  // The other roles that handle events of instances have the same conditions.
  // Those of a restore have stories of their own.
  const conditions = ['InstanceLaunchRole', 'ReconcileRole', ...CAPACITY_ROLES, ...SNAPSHOT_ROLES]
    .flatMap(conditionsOf)
    .filter(({ policy }) => policy !== 'restore');

  it.each(conditions)('$role: $description', async ({ role, actions, without }) => {
    const attempts = attemptsOf(role, await iamFixture(without));
    const allowed = new Set<string>();
    for (const [, action, attempt] of DENIED_ATTEMPTS.filter(([, one]) => actions.includes(one))) {
      if (await isAllowed(attempt(attempts))) allowed.add(action);
    }
    expect([...allowed].toSorted()).toEqual(actions);
  });
});
