import { beforeAll, describe, expect, it } from 'vitest';

import {
  type Attempts,
  attemptsOf,
  type Neighbourhood,
  neighbourhood,
  type RecordChange,
} from '../support/attempts.ts';
import { conditionsOf } from '../support/conditions.ts';
import { ZONE } from '../world/package.ts';
import { ACCOUNT } from '../world/service.ts';

/** Those that answer what happens to an instance, and all that keep hosts alive. */
const ANSWERING = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole'];
const LIVING = [...ANSWERING, 'ReconcileRole'];
/** Those that only stop hosts, and all that only stop them or start them. */
const STOPPING = ['BudgetNotificationRole', 'BudgetKillSwitchRole', 'EmergencyShutdownRole'];
const MONEY = [...STOPPING, 'EmergencyResumeRole'];
const ALL = [...LIVING, ...MONEY];

type Attempt = (role: Attempts) => Promise<unknown>;

const SCRIPT = 'AWS-RunShellScript';
const TOLD = 'hostkeeper:notified';
const NAME = 'blog.example.com';

/** What keeps a host alive, done with what is the host's. */
const LIFE: readonly (readonly [string, Attempt])[] = [
  ['attach a data volume of its stage', (role) => role.attach('spare', 'own')],
  ['detach a data volume of its stage', (role) => role.detach('own', 'own')],
  ['move an address of its stage', (role) => role.associate('own', 'own')],
  ['look at the records of its zone', (role) => role.list('own')],
  ['point a name of its pattern', (role) => role.change('own', ['UPSERT', 'A', NAME], ['UPSERT', 'AAAA', NAME])],
  ['take away a name of its pattern', (role) => role.change('own', ['DELETE', 'A', NAME])],
  ['run a shell script on an instance of a group', (role) => role.run(SCRIPT, 'own')],
  ['drain an instance', (role) => role.drain()],
  ['put a hook on a group of its stage', (role) => role.hook('own')],
  ['let an instance of its stage go on', (role) => role.complete('waiting')],
];

/** What everybody needs. */
const TELLING: readonly (readonly [string, Attempt])[] = [
  ['speak to the owner', (role) => role.publish('NotificationTopic')],
  ['remember what was told', (role) => role.tag('own', TOLD)],
];

/** What no host needs, and the action that is refused. */
type Needless = readonly [string, string, Attempt];

const RECORDS: readonly (readonly [string, 'own' | 'other', ...(readonly RecordChange[])])[] = [
  ['a record of another zone', 'other', ['UPSERT', 'A', NAME]],
  ['a record of another name', 'own', ['UPSERT', 'A', 'example.com']],
  ['a record of another name beside its own', 'own', ['UPSERT', 'A', NAME], ['UPSERT', 'A', 'example.com']],
  ['a CNAME', 'own', ['UPSERT', 'CNAME', NAME]],
  ['a TXT', 'own', ['UPSERT', 'TXT', NAME]],
  ['an MX', 'own', ['UPSERT', 'MX', NAME]],
  ['a record that must not be there yet', 'own', ['CREATE', 'A', NAME]],
];

const TAGS: readonly (readonly [string, string, ...(readonly string[])])[] = [
  ['a setting', 'own', 'hostkeeper:address'],
  ['the tag that enrols', 'unenrolled', 'hostkeeper:stage'],
  ['a setting beside what was told', 'own', TOLD, 'hostkeeper:on-critical-budget'],
  ['what was told on a group of another stage', 'theirs', TOLD],
  ['what was told on a group of no stage', 'unenrolled', TOLD],
];

const NO_SIZE = { MinSize: 0, MaxSize: 0 };
const SIZES = [
  ['make a group larger than a host', 'own', { MinSize: 0, MaxSize: 2 }],
  ['set no least size', 'own', { MaxSize: 0 }],
  ['set no largest size', 'own', { MinSize: 0 }],
  ['stop a group of another stage', 'theirs', NO_SIZE],
  ['stop a group of no stage', 'unenrolled', NO_SIZE],
] as const;

const thing = (service: string, name: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${name}`;
const GROUP = thing('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/own-group');
const HOSTED_ZONE = `arn:aws:route53:::hostedzone/${ZONE.id}`;
const KEPT = { 'aws:ResourceTag/hostkeeper:stage': 'prod' };
const LAUNCHED = { 'aws:ResourceTag/aws:autoscaling:groupName': 'own-group' };

const CHANGE = 'route53:ChangeResourceRecordSets';
const TAG = 'autoscaling:CreateOrUpdateTags';
const RESIZE = 'autoscaling:UpdateAutoScalingGroup';
const HOOK = 'autoscaling:PutLifecycleHook';
const END = 'autoscaling:TerminateInstanceInAutoScalingGroup';

const NEEDLESS: readonly Needless[] = [
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
    (role) => role.ask('ec2:AttachVolume', { resource: thing('ec2', 'volume/v'), context: LAUNCHED }),
  ],
  ['look at the records of another zone', 'route53:ListResourceRecordSets', (role) => role.list('other')],
  ...RECORDS.map(([what, zone, ...changes]): Needless => [
    `change ${what}`,
    CHANGE,
    (role) => role.change(zone, ...changes),
  ]),
  ['change records and not say which', CHANGE, (role) => role.ask(CHANGE, { resource: HOSTED_ZONE })],
  ['run another document', 'ssm:SendCommand', (role) => role.run('AWS-RunRemoteScript', 'own')],
  ['run a script on an instance of no group', 'ssm:SendCommand', (role) => role.run(SCRIPT, 'loner')],
  [
    'drain an instance abroad',
    'ecs:UpdateContainerInstancesState',
    (role) =>
      role.ask('ecs:UpdateContainerInstancesState', {
        resource: `arn:aws:ecs:eu-central-1:${ACCOUNT}:container-instance/web/c`,
      }),
  ],
  ['put a hook on a group of another stage', HOOK, (role) => role.hook('theirs')],
  ['put a hook on a group of no stage', HOOK, (role) => role.hook('unenrolled')],
  ['put a hook on a group abroad', HOOK, (role) => role.hook('abroad', 'eu-central-1')],
  ['let one of another stage go on', 'autoscaling:CompleteLifecycleAction', (role) => role.complete('theirs')],
  ['end an instance of another stage', END, (role) => role.end('theirs')],
  ['end an instance of no stage', END, (role) => role.end('unenrolled')],
  ['unprotect one of another stage', 'autoscaling:SetInstanceProtection', (role) => role.unprotect('theirs')],
  ['resume what another stage suspended', 'autoscaling:ResumeProcesses', (role) => role.resume('theirs')],
  ...TAGS.map(([what, host, ...keys]): Needless => [`write ${what}`, TAG, (role) => role.tag(host, ...keys)]),
  ['write tags and not say which', TAG, (role) => role.ask(TAG, { resource: GROUP, context: KEPT })],
  ...SIZES.map(([what, host, sizes]): Needless => [what, RESIZE, (role) => role.resize(host, sizes)]),
  ['speak where AWS Budgets does', 'sns:Publish', (role) => role.publish('BudgetTopic')],
];

/** How AWS refuses an action; any, where none is named. */
const refusal = (action = ''): RegExp => new RegExp(`is not authorized to perform: ${action}.* on resource: `);

/** What a role may try, in a neighbourhood of the block's own. */
const settled = (): ((role: string) => Attempts) => {
  let there: Neighbourhood;
  beforeAll(async () => {
    there = await neighbourhood();
  });
  return (role) => attemptsOf(role, there);
};

describe.each(ALL)('%s', (name) => {
  const as = settled();

  it.each(NEEDLESS)('may not %s', async (_, action, attempt) => {
    await expect(attempt(as(name))).rejects.toThrow(refusal(action));
  });

  it.each(TELLING)('may %s', async (_, attempt) => {
    await expect(attempt(as(name))).resolves.toBeDefined();
  });
});

describe.each(LIVING)('%s, which keeps hosts alive,', (name) => {
  const as = settled();

  it.each(LIFE)('may %s', async (_, attempt) => {
    await expect(attempt(as(name))).resolves.toBeDefined();
  });
});

describe.each([...LIVING, ...STOPPING])('%s, which ends instances,', (name) => {
  const as = settled();

  it('may end one of its stage', async () => {
    await expect(as(name).end('spare')).resolves.toBeDefined();
  });
});

describe('EmergencyResumeRole, which ends none,', () => {
  const as = settled();

  it('may not end one of its stage', async () => {
    await expect(as('EmergencyResumeRole').end('spare')).rejects.toThrow(refusal(END));
  });
});

describe.each(ANSWERING)('%s, which answers what happens to an instance,', (name) => {
  const as = settled();

  it('may set no size, be it 0, and not say what is wanted of a host', async () => {
    await expect(as(name).resize('own', NO_SIZE)).rejects.toThrow(refusal(RESIZE));
    await expect(as(name).tag('own', 'hostkeeper:state')).rejects.toThrow(refusal(TAG));
  });
});

describe.each(MONEY)('%s, which only stops or starts hosts,', (name) => {
  const as = settled();

  it.each(LIFE)('may not %s', async (_, attempt) => {
    await expect(attempt(as(name))).rejects.toThrow(refusal());
  });
});

describe.each(STOPPING)('%s, which only stops hosts,', (name) => {
  const as = settled();

  it('may set no size but 0', async () => {
    await expect(as(name).resize('own', { MinSize: 0, MaxSize: 1 })).rejects.toThrow(refusal(RESIZE));
    await expect(as(name).resize('own', NO_SIZE)).resolves.toBeDefined();
  });
});

const actions = (service: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${service}:${name}`);

/** What nobody needs, though it were done to what is the host's own. */
const NEVER: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'make, change or delete a volume',
    thing('ec2', 'volume/v'),
    actions('ec2', 'CreateVolume ModifyVolume DeleteVolume'),
  ],
  ['take a snapshot of a volume', thing('ec2', 'volume/v'), actions('ec2', 'CreateSnapshot')],
  ['delete a snapshot', 'arn:aws:ec2:us-east-1::snapshot/s', actions('ec2', 'DeleteSnapshot')],
  ['tag a volume as data', thing('ec2', 'volume/v'), actions('ec2', 'CreateTags DeleteTags')],
  ['launch an instance', thing('ec2', 'instance/i'), actions('ec2', 'RunInstances StartInstances')],
  [
    'stop, end or change an instance past its group',
    thing('ec2', 'instance/i'),
    actions('ec2', 'StopInstances TerminateInstances ModifyInstanceAttribute'),
  ],
  ['open a shell on an instance', thing('ec2', 'instance/i'), actions('ssm', 'StartSession')],
  [
    'get, take off or give back an address',
    thing('ec2', 'elastic-ip/e'),
    actions('ec2', 'AllocateAddress DisassociateAddress ReleaseAddress'),
  ],
  [
    'make or delete a group, or set what it desires',
    GROUP,
    actions('autoscaling', 'CreateAutoScalingGroup DeleteAutoScalingGroup SetDesiredCapacity'),
  ],
  [
    'take hooks, tags, instances or processes from a group',
    GROUP,
    actions('autoscaling', 'DeleteLifecycleHook DeleteTags DetachInstances SuspendProcesses'),
  ],
  ['run a task', thing('ecs', 'task-definition/web:1'), actions('ecs', 'RunTask StartTask')],
  ['take an instance out of its cluster', thing('ecs', 'cluster/web'), actions('ecs', 'DeregisterContainerInstance')],
  ['delete a zone', HOSTED_ZONE, actions('route53', 'DeleteHostedZone')],
  ['pass on a role', `arn:aws:iam::${ACCOUNT}:role/Owner`, actions('iam', 'PassRole')],
  ['invoke a function', thing('lambda', 'function:hostkeeper-prod-reconcile'), actions('lambda', 'InvokeFunction')],
  ['write to a queue of others', thing('sqs', 'theirs'), actions('sqs', 'SendMessage')],
  [
    'write the log of others',
    thing('logs', 'log-group:/aws/lambda/theirs:log-stream:1'),
    actions('logs', 'PutLogEvents'),
  ],
];

describe('nobody', () => {
  const as = settled();
  const context = {
    ...KEPT,
    ...LAUNCHED,
    'aws:ResourceTag/hostkeeper:role': 'data',
  };

  it('may do nothing of the following; what a host needs may be done to the same things', async () => {
    const asked = as('InstanceLaunchRole').ask('ec2:AttachVolume', { resource: thing('ec2', 'volume/v'), context });
    await expect(asked).resolves.toBeUndefined();
  });

  it.each(NEVER)('may %s', async (_, resource, named) => {
    for (const { ask } of ALL.map(as)) {
      for (const action of named) await expect(ask(action, { resource, context })).rejects.toThrow(refusal(action));
    }
  });
});

/** Whether a role may do something, whatever AWS answers then. */
const isAllowed = (attempted: Promise<unknown>): Promise<boolean> =>
  attempted.then(
    () => true,
    (error: unknown) => !refusal().test(String(error)),
  );

describe('a role that lacks one of its conditions can be told', () => {
  // Those that answer what happens to an instance have the same.
  const conditions = ['InstanceLaunchRole', 'ReconcileRole', ...MONEY].flatMap(conditionsOf);

  it.each(conditions)('$role: $words', async ({ role, on, without }) => {
    const attempts = attemptsOf(role, await neighbourhood(without));
    const allowed = new Set<string>();
    for (const [, action, attempt] of NEEDLESS.filter(([, one]) => on.includes(one))) {
      if (await isAllowed(attempt(attempts))) allowed.add(action);
    }
    expect([...allowed].toSorted()).toEqual(on);
  });
});
