import { beforeAll, describe, expect, it } from 'vitest';

import { type Attempts, attemptsOf, type IamFixture, iamFixture, type RecordChange } from '../support/iam-fixture.ts';
import { conditionsOf } from '../support/iam-conditions.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import { ACCOUNT } from '../aws/operation.ts';

/** The roles that handle events of instances, and all that manage the lifecycle of hosts. */
const EVENT_ROLES = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole'];
const LIFECYCLE_ROLES = [...EVENT_ROLES, 'ReconcileRole'];
/** The roles that only stop hosts, and all that only stop or resume them. */
const STOP_ROLES = ['BudgetNotificationRole', 'BudgetKillSwitchRole', 'EmergencyShutdownRole'];
const CAPACITY_ROLES = [...STOP_ROLES, 'EmergencyResumeRole'];
const ALL_ROLES = [...LIFECYCLE_ROLES, ...CAPACITY_ROLES];

type Attempt = (role: Attempts) => Promise<unknown>;

const SCRIPT = 'AWS-RunShellScript';
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
  ['run a shell script on an instance of a group', (role) => role.run(SCRIPT, 'own')],
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

const NO_SIZE = { MinSize: 0, MaxSize: 0 };
const SIZES = [
  ['make a group larger than a host', 'own', { MinSize: 0, MaxSize: 2 }],
  ['set no least size', 'own', { MaxSize: 0 }],
  ['set no largest size', 'own', { MinSize: 0 }],
  ['stop a group of another stage', 'theirs', NO_SIZE],
  ['stop a group of no stage', 'unenrolled', NO_SIZE],
] as const;

const arnOf = (service: string, name: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${name}`;
const GROUP = arnOf('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/own-group');
const HOSTED_ZONE = `arn:aws:route53:::hostedzone/${ZONE.id}`;
const STAGE_TAG = { 'aws:ResourceTag/hostkeeper:stage': 'prod' };
const GROUP_TAG = { 'aws:ResourceTag/aws:autoscaling:groupName': 'own-group' };

const CHANGE = 'route53:ChangeResourceRecordSets';
const TAG = 'autoscaling:CreateOrUpdateTags';
const RESIZE = 'autoscaling:UpdateAutoScalingGroup';
const HOOK = 'autoscaling:PutLifecycleHook';
const TERMINATE = 'autoscaling:TerminateInstanceInAutoScalingGroup';

const DENIED_ATTEMPTS: readonly DeniedAttempt[] = [
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
  ['run another document', 'ssm:SendCommand', (role) => role.run('AWS-RunRemoteScript', 'own')],
  ['run a script on an instance of no group', 'ssm:SendCommand', (role) => role.run(SCRIPT, 'loner')],
  [
    'drain an instance abroad',
    'ecs:UpdateContainerInstancesState',
    (role) =>
      role.askIam('ecs:UpdateContainerInstancesState', {
        resource: `arn:aws:ecs:eu-central-1:${ACCOUNT}:container-instance/web/c`,
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
];

/** The error with which AWS denies an action, or any action if none is given. */
const deniedError = (action = ''): RegExp => new RegExp(`is not authorized to perform: ${action}.* on resource: `);

/** The attempts of a role, with one fixture per block. */
const withFixture = (): ((role: string) => Attempts) => {
  let fixture: IamFixture;
  beforeAll(async () => {
    fixture = await iamFixture();
  });
  return (role) => attemptsOf(role, fixture);
};

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

const actionNames = (service: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${service}:${name}`);

/** Actions that no role needs, not even on the host's own resources. */
const NEVER_ALLOWED: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'make, change or delete a volume',
    arnOf('ec2', 'volume/v'),
    actionNames('ec2', 'CreateVolume ModifyVolume DeleteVolume'),
  ],
  ['take a snapshot of a volume', arnOf('ec2', 'volume/v'), actionNames('ec2', 'CreateSnapshot')],
  ['delete a snapshot', 'arn:aws:ec2:us-east-1::snapshot/s', actionNames('ec2', 'DeleteSnapshot')],
  ['tag a volume as data', arnOf('ec2', 'volume/v'), actionNames('ec2', 'CreateTags DeleteTags')],
  ['launch an instance', arnOf('ec2', 'instance/i'), actionNames('ec2', 'RunInstances StartInstances')],
  [
    'stop, end or change an instance past its group',
    arnOf('ec2', 'instance/i'),
    actionNames('ec2', 'StopInstances TerminateInstances ModifyInstanceAttribute'),
  ],
  ['open a shell on an instance', arnOf('ec2', 'instance/i'), actionNames('ssm', 'StartSession')],
  [
    'get, take off or give back an address',
    arnOf('ec2', 'elastic-ip/e'),
    actionNames('ec2', 'AllocateAddress DisassociateAddress ReleaseAddress'),
  ],
  [
    'make or delete a group, or set what it desires',
    GROUP,
    actionNames('autoscaling', 'CreateAutoScalingGroup DeleteAutoScalingGroup SetDesiredCapacity'),
  ],
  [
    'take hooks, tags, instances or processes from a group',
    GROUP,
    actionNames('autoscaling', 'DeleteLifecycleHook DeleteTags DetachInstances SuspendProcesses'),
  ],
  ['run a task', arnOf('ecs', 'task-definition/web:1'), actionNames('ecs', 'RunTask StartTask')],
  [
    'take an instance out of its cluster',
    arnOf('ecs', 'cluster/web'),
    actionNames('ecs', 'DeregisterContainerInstance'),
  ],
  ['delete a zone', HOSTED_ZONE, actionNames('route53', 'DeleteHostedZone')],
  ['pass on a role', `arn:aws:iam::${ACCOUNT}:role/Owner`, actionNames('iam', 'PassRole')],
  ['invoke a function', arnOf('lambda', 'function:hostkeeper-prod-reconcile'), actionNames('lambda', 'InvokeFunction')],
  ['write to a queue of others', arnOf('sqs', 'theirs'), actionNames('sqs', 'SendMessage')],
  [
    'write the log of others',
    arnOf('logs', 'log-group:/aws/lambda/theirs:log-stream:1'),
    actionNames('logs', 'PutLogEvents'),
  ],
];

describe('no role', () => {
  const as = withFixture();
  const context = {
    ...STAGE_TAG,
    ...GROUP_TAG,
    'aws:ResourceTag/hostkeeper:role': 'data',
  };

  it('may do any of the following, although the same resources allow what a host needs', async () => {
    const asked = as('InstanceLaunchRole').askIam('ec2:AttachVolume', { resource: arnOf('ec2', 'volume/v'), context });
    await expect(asked).resolves.toBeUndefined();
  });

  it.each(NEVER_ALLOWED)('may %s', async (_, resource, named) => {
    expect(ALL_ROLES).toHaveLength(8);
    expect(named).not.toEqual([]);
    for (const { askIam } of ALL_ROLES.map(as)) {
      for (const action of named)
        await expect(askIam(action, { resource, context })).rejects.toThrow(deniedError(action));
    }
  });
});

/** Whether IAM allows an attempt, whatever AWS answers then. */
const isAllowed = (attempted: Promise<unknown>): Promise<boolean> =>
  attempted.then(
    () => true,
    (error: unknown) => !deniedError().test(String(error)),
  );

describe('a role without one of its conditions is noticed', () => {
  // The other roles that handle events of instances have the same conditions.
  const conditions = ['InstanceLaunchRole', 'ReconcileRole', ...CAPACITY_ROLES].flatMap(conditionsOf);

  it.each(conditions)('$role: $description', async ({ role, actions, without }) => {
    const attempts = attemptsOf(role, await iamFixture(without));
    const allowed = new Set<string>();
    for (const [, action, attempt] of DENIED_ATTEMPTS.filter(([, one]) => actions.includes(one))) {
      if (await isAllowed(attempt(attempts))) allowed.add(action);
    }
    expect([...allowed].toSorted()).toEqual(actions);
  });
});
