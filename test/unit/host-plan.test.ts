import { describe, expect, it } from 'vitest';

import type { Instance } from '../../libs/fleet.ts';
import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../libs/host/group.ts';
import type { Leaving, Machine, NameRecord, Observed, Volume, Wish } from '../../libs/host/model.ts';
import { planLife } from '../../libs/host/plan.ts';
import { readSettings } from '../../libs/host/settings.ts';

const now = new Date('2026-11-14T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const minutesAgo = (minutes: number) => secondsAgo(60 * minutes);
const zone = 'eu-central-1a';

const instance = (instanceId: string, lifecycleState: string): Instance => ({
  instanceId,
  lifecycleState,
  protectedFromScaleIn: false,
  zone,
});

const machine = (instanceId: string, more: Partial<Machine> = {}): Machine => ({
  instanceId,
  state: 'running',
  launchTime: minutesAgo(90),
  group: 'blog-group',
  ip: '198.51.100.7',
  spot: false,
  ...more,
});

/** The data volume, at an instance or at none. */
const volume = (more: Partial<Volume> = {}): Volume => ({
  volumeId: 'vol-1',
  zone,
  state: 'available',
  attachments: [],
  ...more,
});
const at = (instanceId: string, state = 'attached', seconds = 600): Volume =>
  volume({ state: 'in-use', attachments: [{ instanceId, state, attachTime: secondsAgo(seconds) }] });

const record = (more: Partial<NameRecord> = {}): NameRecord => ({
  name: 'blog.example.com',
  type: 'A',
  ttlSeconds: 60,
  values: ['198.51.100.7'],
  ...more,
});

interface Given {
  /** Lifecycle states by instance id, in the order in which the group lists them. */
  readonly instances?: Readonly<Record<string, string>>;
  readonly machines?: Readonly<Record<string, Partial<Machine>>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly leaving?: Readonly<Record<string, Leaving>>;
  readonly retirements?: Readonly<Record<string, Date>>;
  readonly asked?: readonly string[];
}

/** A host that is as it should be, but for what a test says. */
const blog = (given: Given = {}, more: Partial<Observed> = {}): Observed => {
  const { instances = { 'i-1': 'InService' }, machines = {} } = given;
  const tags = Object.fromEntries(
    Object.entries({
      host: 'blog',
      keeper: 'prod',
      records: 'blog.example.com',
      'hosted-zone': 'Z1',
      ...given.tags,
    }).map(([key, value]) => [`hostkeeper:${key}`, value]),
  );
  const ids = [...new Set([...Object.keys(instances), ...Object.keys(machines)])];
  return {
    host: 'blog',
    region: 'eu-central-1',
    group: 'blog-group',
    sizes: { min: 0, desired: 1, max: 1 },
    instances: Object.entries(instances).map(([id, state]) => instance(id, state)),
    suspendedProcesses: [],
    warmPool: false,
    zones: [zone],
    capacityRebalance: false,
    tags,
    state: { intent: 'running' },
    onCriticalBudget: 'suspend',
    told: { digests: [], at: minutesAgo(60) },
    settings: readSettings('blog', tags),
    namesakes: ['blog-group'],
    machines: new Map(ids.map((id) => [id, machine(id, machines[id])])),
    volumes: [at('i-1')],
    records: [record()],
    leaving: new Map(Object.entries(given.leaving ?? {})),
    retirements: new Map(Object.entries(given.retirements ?? {})),
    asked: new Set(given.asked),
    ...more,
  };
};

const ownership = { zones: ['Z1'], names: ['*.example.com', 'example.com'] };

const plan = (host: Observed, wish?: Wish, time = now) =>
  planLife(ownership)({ host: 'blog', region: 'eu-central-1', group: 'blog-group', ...(wish && { wish }) }, host, time);

/** The hooks that a plan completes. */
const hooks = (host: Observed): readonly string[] => {
  const answer = plan(host);
  return answer.status === 'act'
    ? answer.actions.flatMap((one) => (one.action === 'autoscaling:CompleteLifecycleAction' ? [one.hook] : []))
    : [];
};

/** A plan in one line: the actions by their names, or the status with its reason. */
const told = (host: Observed, wish?: Wish, time = now): string => {
  const answer = plan(host, wish, time);
  return answer.status === 'act'
    ? answer.actions.map(({ action }) => action.split(':')[1]).join(' ')
    : `${answer.status}: ${answer.reason}`;
};

const launching = (given: Given = {}, more: Partial<Observed> = {}) =>
  blog({ instances: { 'i-1': 'Pending:Wait' }, ...given }, { volumes: [volume()], records: [], ...more });

const going = (leaving: Leaving = {}, given: Given = {}, more: Partial<Observed> = {}) =>
  blog({ instances: { 'i-1': 'Terminating:Wait' }, leaving: { 'i-1': leaving }, ...given }, more);

const suspended = (given: Given = {}, more: Partial<Observed> = {}) =>
  blog(
    { instances: {}, ...given },
    { state: { intent: 'suspended', since: minutesAgo(5), cause: 'budget' }, volumes: [volume()], ...more },
  );

/** An instance that was asked to let go of its volume. */
const released = (status: string, seconds: number): Leaving => ({
  release: { status, requestedAt: secondsAgo(seconds) },
});

/** A launch that finds the volume at an instance that has left the group. */
const held = (tags: Record<string, string>, more: Partial<Machine>) =>
  launching({ tags, machines: { 'i-0': { state: 'shutting-down', ...more } } }, { volumes: [at('i-0')] });

const paused = (until: string) => told(launching({ tags: { 'paused-until': until } }));

describe('an instance that launches', () => {
  it('waits until it runs, before anything is attached to it', () => {
    expect(told(launching({ machines: { 'i-1': { state: 'pending' } } }))).toBe('wait: i-1 is pending');
    expect(told(launching({}, { machines: new Map() }))).toBe('wait: i-1 is not known to EC2');
  });

  it('gets the volume, at the device of the tag', () => {
    expect(plan(launching({ tags: { device: '/dev/xvdb' } }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', volumeId: 'vol-1', instanceId: 'i-1', device: '/dev/xvdb' }],
    });
    expect(plan(launching())).toMatchObject({ actions: [{ device: '/dev/sdf' }] });
  });

  it.each<[string, readonly Volume[], string]>([
    ['none is tagged', [], 'no volume bears the tags hostkeeper:host = blog, hostkeeper:keeper = prod'],
    [
      'two are, in whatever zone and state',
      [volume(), volume({ volumeId: 'vol-2', zone: 'eu-central-1b', state: 'in-use' })],
      'take the tag hostkeeper:role off',
    ],
    [
      'it is in another zone',
      [volume({ zone: 'eu-central-1b' })],
      'vol-1 is in eu-central-1b and the instance in eu-central-1a',
    ],
    ['it is broken', [volume({ state: 'error' })], 'vol-1 is error'],
  ])('is refused a volume when %s', (_, volumes, reason) => {
    expect(plan(launching({}, { volumes }))).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining(reason),
    });
  });

  it('waits for a volume that is being made or attached', () => {
    expect(told(launching({}, { volumes: [volume({ state: 'creating' })] }))).toBe('wait: vol-1 is creating');
    expect(told(launching({}, { volumes: [at('i-1', 'attaching', 89)] }))).toBe('wait: vol-1 is attaching');
  });

  it('has an attach that is stuck for 90 s taken back, without force, and tried again', () => {
    const stuck = plan(launching({}, { volumes: [at('i-1', 'attaching', 90)] }));
    expect(stuck).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', force: false, reason: 'vol-1 has been attaching for 90 s' }],
    });
    expect(told(launching({}, { volumes: [at('i-1', 'detaching', 95)] }))).toBe('wait: vol-1 is detaching');
  });

  it('waits for a predecessor that is going to let go', () => {
    const instances = { 'i-0': 'Terminating:Wait', 'i-1': 'Pending:Wait' };
    const letGo = { leaving: { 'i-0': released('Failed', 1) }, asked: [`i-0 ${TERMINATE_HOOK.name}`] };
    expect(told(launching({ instances, ...letGo }, { volumes: [at('i-0')] }))).toBe(
      'wait: vol-1 is still with i-0, which is Terminating:Wait',
    );
    const gone = { instances: { 'i-1': 'Pending:Wait' }, machines: { 'i-0': { state: 'shutting-down' } } };
    expect(told(launching(gone, { volumes: [at('i-0')] }))).toBe(
      'wait: vol-1 is still with i-0, which is shutting-down',
    );
  });

  it('is let by at once when a predecessor is in service, before it has anything', () => {
    const host = launching(
      { instances: { 'i-0': 'InService', 'i-1': 'Pending:Wait' }, machines: { 'i-1': { state: 'pending' } } },
      { volumes: [at('i-0')], records: [record()] },
    );
    expect(plan(host)).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', instanceId: 'i-1', hook: LAUNCH_HOOK.name }],
    });
  });

  it('gets its names once it has the volume, and goes into service once it has its names', () => {
    expect(told(launching({}, { volumes: [at('i-1', 'attaching', 1)] }))).not.toContain('ChangeResourceRecordSets');
    expect(told(launching({}, { volumes: [at('i-1')] }))).toBe('ChangeResourceRecordSets');
    expect(plan(launching({}, { volumes: [at('i-1')], records: [record()] }))).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', hook: LAUNCH_HOOK.name, instanceId: 'i-1' }],
    });
  });

  it('is not completed twice by one run: another hook may hold it', () => {
    const host = launching({ asked: [`i-1 ${LAUNCH_HOOK.name}`] }, { volumes: [at('i-1')], records: [record()] });
    expect(told(host)).toMatch(/^converged/);
  });

  it('needs no volume, no name and no address where the tags want none', () => {
    expect(told(launching({ tags: { device: 'none', records: '' } }, { volumes: [] }))).toBe('CompleteLifecycleAction');
  });

  it('leaves the volume to a predecessor in service, unless that does not run any more', () => {
    const instances = { 'i-0': 'InService', 'i-1': 'Pending:Wait' };
    const asked = [`i-1 ${LAUNCH_HOOK.name}`];
    const successor = { 'i-1': { launchTime: minutesAgo(1) } };
    expect(plan(launching({ instances, asked, machines: successor }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', instanceId: 'i-0' }],
    });
    const dead = { ...successor, 'i-0': { state: 'terminated' } };
    expect(plan(launching({ instances, machines: dead }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', instanceId: 'i-1' }],
    });
  });

  it('is refused only once its predecessor has gone, so that a run stays with what only needs its time', () => {
    const host = launching(
      {
        instances: { 'i-0': 'Terminating:Wait', 'i-1': 'Pending:Wait' },
        tags: { cluster: 'web' },
        leaving: { 'i-0': { containerInstance: { arn: 'arn:0', status: 'DRAINING', runningTasks: 1 } } },
      },
      { volumes: [] },
    );
    expect(told(host)).toBe('wait: 1 task has not ended on i-0');
  });

  it('is the only one of two that launch to get the volume', () => {
    const instances = { 'i-0': 'Pending:Wait', 'i-1': 'Pending:Wait' };
    const host = launching({ instances, asked: [`i-0 ${LAUNCH_HOOK.name}`] }, { volumes: [at('i-1', 'attaching', 1)] });
    expect(told(host)).toBe('wait: vol-1 is attaching');
  });
});

describe('an address of its own', () => {
  const allocationId = 'eipalloc-1';
  const tags = { address: allocationId };
  const address = { allocationId, ip: '203.0.113.9' };

  it('moves to the instance that has the volume, from wherever it was', () => {
    expect(plan(blog({ tags }, { address: { ...address, instanceId: 'i-0' } }))).toMatchObject({
      actions: [
        { action: 'ec2:AssociateAddress', allocationId, instanceId: 'i-1', reason: '203.0.113.9 was with i-0' },
      ],
    });
    expect(told(launching({ tags }, { address, volumes: [at('i-1', 'attaching', 1)] }))).toBe(
      'wait: vol-1 is attaching',
    );
  });

  it('is what the names stand for', () => {
    expect(plan(blog({ tags }, { address: { ...address, instanceId: 'i-1' } }))).toMatchObject({
      actions: [{ changes: [{ change: 'UPSERT', record: { values: ['203.0.113.9'] } }] }],
    });
  });

  it('is refused when it is not tagged for the host', () => {
    expect(told(blog({ tags }))).toMatch(/^refuse: eipalloc-1 is not there, or does not bear the tags/);
  });
});

describe('the names of a host', () => {
  it('all change in one batch, with A, AAAA and the TTL of the tag', () => {
    const host = blog(
      { tags: { records: 'blog.example.com Example.com.', ttl: '30' }, machines: { 'i-1': { ipv6: '2001:db8::7' } } },
      { records: [record()] },
    );
    const answer = plan(host);
    expect(answer).toMatchObject({ actions: [{ action: 'route53:ChangeResourceRecordSets', zone: 'Z1' }] });
    expect(
      answer.status === 'act' &&
        answer.actions
          .flatMap((action) => ('changes' in action ? action.changes : []))
          .map(({ change, record: one }) => [change, one.name, one.type, one.ttlSeconds, ...one.values].join(' ')),
    ).toEqual([
      'UPSERT blog.example.com A 30 198.51.100.7',
      'UPSERT blog.example.com AAAA 30 2001:db8::7',
      'UPSERT example.com A 30 198.51.100.7',
      'UPSERT example.com AAAA 30 2001:db8::7',
    ]);
  });

  it("lose an AAAA that is nobody's, by its exact values", () => {
    const stale = record({ type: 'AAAA', values: ['2001:db8::1'], ttlSeconds: 300 });
    expect(plan(blog({}, { records: [record(), stale] }))).toMatchObject({
      actions: [{ changes: [{ change: 'DELETE', record: stale }] }],
    });
  });

  it.each<[string, Partial<Observed>, Given, string]>([
    [
      'stand as a CNAME',
      { records: [record({ type: 'CNAME', special: 'a CNAME' })] },
      {},
      'blog.example.com is a CNAME',
    ],
    ['stand as an alias', { records: [record({ special: 'an alias' })] }, {}, 'blog.example.com is an alias'],
    ['are in a zone that is not its own', {}, { tags: { 'hosted-zone': 'Z2' } }, 'hostkeeper:hosted-zone says "Z2"'],
    [
      'are like no name of its own',
      {},
      { tags: { records: 'blog.example.org' } },
      'hostkeeper:records says "blog.example.org"',
    ],
    ['only look like one of its own', {}, { tags: { records: 'blogxexample.com' } }, 'hostkeeper:records says'],
    [
      'have an instance without a public address',
      { machines: new Map([['i-1', { instanceId: 'i-1', state: 'running', launchTime: now, spot: false }]]) },
      {},
      'i-1 has no public address',
    ],
  ])('are refused when they %s', (_, more, given, reason) => {
    expect(plan(blog(given, more))).toMatchObject({ status: 'refuse', reason: expect.stringContaining(reason) });
  });

  it('are refused when their zone is not there', () => {
    const { records: _, ...blind } = blog();
    expect(told(blind)).toBe('refuse: its tag hostkeeper:hosted-zone says "Z1", and there is no such zone');
  });
});

describe('an instance in service', () => {
  it('needs nothing when all is as it should be', () => {
    expect(told(blog())).toBe('converged: running; i-1 is InService');
  });

  it('gets back what it has lost', () => {
    expect(told(blog({}, { volumes: [volume()] }))).toBe('AttachVolume');
    expect(told(blog({}, { records: [record({ values: ['192.0.2.1'] })] }))).toBe('ChangeResourceRecordSets');
    expect(told(blog({}, { records: [record({ ttlSeconds: 300 })] }))).toBe('ChangeResourceRecordSets');
  });

  it('is left alone beside another that has the volume, and never gets its names', () => {
    const host = blog({
      instances: { 'i-0': 'InService', 'i-1': 'InService' },
      machines: { 'i-0': { ip: '192.0.2.1' } },
    });
    expect(told(host)).toMatch(/^converged/);
  });

  it('is not pointed at once it does not run', () => {
    expect(told(blog({ machines: { 'i-1': { state: 'shutting-down' } } }, { records: [] }))).toBe(
      'wait: i-1 is shutting-down',
    );
  });

  it('does not get a volume that is with an instance of somebody else', () => {
    expect(told(blog({ machines: { 'i-9': {} } }, { volumes: [at('i-9')] }))).toBe(
      'refuse: vol-1 is with i-9, which is running and not of its group: detach it there',
    );
  });

  it('does not get a volume that is with an instance in standby', () => {
    expect(told(blog({ instances: { 'i-0': 'Standby', 'i-1': 'InService' } }, { volumes: [at('i-0')] }))).toBe(
      'refuse: vol-1 is still with i-0, which is Standby: end it, or bring it back into service',
    );
  });
});

describe('a volume with an instance that has gone', () => {
  it.each<[string, Record<string, string>, Partial<Machine>]>([
    ['nobody allowed force', {}, { endedAt: minutesAgo(60) }],
    ['it is too early', { 'force-detach-after': '10' }, { endedAt: minutesAgo(9) }],
    ['nobody knows since when', { 'force-detach-after': '10' }, {}],
  ])('is waited for when %s', (_, tags, more) => {
    expect(told(held(tags, more))).toBe('wait: vol-1 is still with i-0, which is shutting-down');
  });

  it('is taken by force after the minutes of the tag', () => {
    expect(plan(held({ 'force-detach-after': '10' }, { endedAt: minutesAgo(10) }))).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', instanceId: 'i-0', force: true }],
    });
  });

  it('is never taken by force from an instance that may still write', () => {
    const instances = { 'i-0': 'Terminating:Proceed', 'i-1': 'Pending:Wait' };
    const tags = { 'force-detach-after': '1' };
    const host = launching(
      { instances, tags, machines: { 'i-0': { endedAt: minutesAgo(60) } } },
      { volumes: [at('i-0')] },
    );
    expect(told(host)).toBe('wait: vol-1 is still with i-0, which is Terminating:Proceed');
  });
});

describe('an instance that goes', () => {
  const cluster = { tags: { cluster: 'web' } };
  const draining = { arn: 'arn:1', status: 'DRAINING', runningTasks: 2 };

  it('takes no more tasks first', () => {
    expect(plan(going({ containerInstance: { ...draining, status: 'ACTIVE' } }, cluster))).toMatchObject({
      actions: [{ action: 'ecs:UpdateContainerInstancesState', cluster: 'web', containerInstance: 'arn:1' }],
    });
  });

  it.each([
    ['90 s', false, 89, 90],
    ['60 s when it is one that AWS interrupts', true, 59, 60],
  ])('waits for its tasks for %s, from when its group began to end it', (_, spot, before, after) => {
    const drained = (seconds: number) =>
      told(
        going(
          { since: secondsAgo(seconds), containerInstance: draining },
          { ...cluster, machines: { 'i-1': { spot } } },
        ),
      );
    expect(drained(before)).toBe('wait: 2 tasks have not ended on i-1');
    expect(drained(after)).toBe('SendCommand');
  });

  it('is asked to unmount once its tasks have ended, or when it has none', () => {
    expect(told(going({ containerInstance: { ...draining, runningTasks: 0 } }, cluster))).toBe('SendCommand');
    expect(plan(going())).toMatchObject({
      actions: [{ action: 'ssm:SendCommand', instanceId: 'i-1', volumeId: 'vol-1', device: '/dev/sdf' }],
    });
  });

  it('loses the volume only when it has said that it is unmounted', () => {
    expect(told(going(released('InProgress', 19)))).toBe('wait: i-1 has not said yet that it let go of vol-1');
    expect(plan(going(released('Success', 5)))).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', instanceId: 'i-1', volumeId: 'vol-1', force: false }],
    });
  });

  it.each([
    ['has not answered for 20 s', 'InProgress', 20],
    ['could not unmount', 'Failed', 1],
    ['cannot be reached', 'Undeliverable', 1],
  ])('goes with its volume when it %s: its shutdown unmounts', (_, status, seconds) => {
    expect(told(going(released(status, seconds)))).toBe('CompleteLifecycleAction');
  });

  it('is let go when it is detaching, when it has no volume, and when it does not run any more', () => {
    expect(told(going(released('Success', 9), {}, { volumes: [at('i-1', 'detaching')] }))).toBe(
      'CompleteLifecycleAction',
    );
    expect(told(going({}, {}, { volumes: [volume()] }))).toBe('CompleteLifecycleAction');
    expect(told(going({}, { machines: { 'i-1': { state: 'terminated' } } }))).toBe('CompleteLifecycleAction');
  });

  it("has ECS's own hook completed as well where that holds it still, once it is drained", () => {
    const done = { asked: [`i-1 ${TERMINATE_HOOK.name}`] };
    expect(hooks(going(released('Failed', 1), cluster))).toEqual(['hostkeeper-terminate']);
    expect(hooks(going(released('Failed', 1), { ...cluster, ...done }))).toEqual([
      'ecs-managed-draining-termination-hook',
    ]);
    expect(told(going(released('Failed', 1), done))).toMatch(/^converged/);
  });

  it('keeps its names, for its successor takes them over', () => {
    const host = going(released('Failed', 1), { asked: [`i-1 ${TERMINATE_HOOK.name}`] });
    expect(told(host)).toBe('converged: running; i-1 is Terminating:Wait and may go on');
  });

  it('is seen off, and its successor gets the volume in the same run', () => {
    const instances = { 'i-0': 'Terminating:Wait', 'i-1': 'Pending:Wait' };
    const leaving = { 'i-0': released('Success', 5) };
    expect(told(launching({ instances, leaving }, { volumes: [at('i-0')] }))).toBe('DetachVolume');
    const asked = [`i-0 ${TERMINATE_HOOK.name}`];
    expect(plan(launching({ instances, leaving, asked }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', instanceId: 'i-1' }],
    });
  });
});

describe('an instance in another state', () => {
  it.each([
    'Pending',
    'Pending:Proceed',
    'Terminating',
    'Terminating:Proceed',
    'Terminating:Retained',
    'Terminated',
    'EnteringStandby',
    'Standby',
    'Detaching',
    'Detached',
  ])('is left to its group, or to who put it there: %s', (state) => {
    expect(told(blog({ instances: { 'i-1': state } }, { records: [], volumes: [volume()] }))).toBe(
      `converged: running; i-1 is ${state}`,
    );
  });

  it('is waited for by name where nobody knows the state', () => {
    expect(told(blog({ instances: { 'i-1': 'Dreaming' } }))).toBe('wait: i-1 is Dreaming, a state not known here');
  });
});

describe('a suspended host', () => {
  it.each(['Pending:Wait', 'InService'])('is never helped up: %s', (state) => {
    expect(told(suspended({ instances: { 'i-1': state } }, { records: [] }))).toMatch(/^converged: suspended/);
  });

  it("goes through the same steps, and has ECS's hook completed whatever its tags say", () => {
    const instances = { 'i-1': 'Terminating:Wait' };
    expect(told(suspended({ instances }, { volumes: [at('i-1')] }))).toBe('SendCommand');
    expect(hooks(suspended({ instances }))).toEqual(['hostkeeper-terminate']);
    expect(hooks(suspended({ instances, asked: [`i-1 ${TERMINATE_HOOK.name}`] }))).toEqual([
      'ecs-managed-draining-termination-hook',
    ]);
  });

  it('loses its names once no instance is left', () => {
    expect(plan(suspended())).toMatchObject({
      actions: [{ action: 'route53:ChangeResourceRecordSets', changes: [{ change: 'DELETE', record: record() }] }],
    });
    expect(told(suspended({ instances: { 'i-1': 'Terminating:Proceed' } }))).toMatch(/^converged/);
    expect(
      told(suspended({ instances: { 'i-1': 'Terminating:Proceed' }, machines: { 'i-1': { state: 'terminated' } } })),
    ).toMatch(/^converged/);
    expect(told(suspended({ machines: { 'i-1': { state: 'shutting-down' } } }))).toMatch(/^converged/);
    expect(told(suspended({ machines: { 'i-1': { state: 'terminated' } } }))).toBe('ChangeResourceRecordSets');
    expect(told(suspended({}, { records: [] }))).toMatch(/^converged/);
  });

  it('loses its names though somebody looks at its volume from an instance of his own', () => {
    const rescue = suspended(
      {},
      { volumes: [at('i-9')], machines: new Map([['i-9', { ...machine('i-9'), group: 'other' }]]) },
    );
    expect(told(rescue)).toBe('ChangeResourceRecordSets');
  });

  it('keeps its names where the tag says so, or where its address stays its own', () => {
    expect(told(suspended({ tags: { 'records-when-suspended': 'keep' } }))).toMatch(/^converged/);
    expect(told(suspended({ tags: { address: 'eipalloc-1' } }))).toMatch(/^converged/);
  });

  it('is let go though it is paused, or its tags cannot be read', () => {
    const instances = { 'i-1': 'Terminating:Wait' };
    expect(told(suspended({ instances, tags: { 'paused-until': '2026-12-24' } }))).not.toMatch(/^converged/);
    const garbled = { instances, tags: { ttl: 'short' } };
    expect(hooks(suspended(garbled))).toEqual(['hostkeeper-terminate']);
    expect(hooks(suspended({ ...garbled, asked: [`i-1 ${TERMINATE_HOOK.name}`] }))).toEqual([
      'ecs-managed-draining-termination-hook',
    ]);
  });
});

describe('a paused host', () => {
  it('is left alone until the time of its tag, and no longer', () => {
    expect(paused('2026-11-14T12:00:01Z')).toBe('converged: hands off until 2026-11-14T12:00:01.000Z');
    expect(paused('2026-11-14T12:00:00Z')).toBe('AttachVolume');
  });
});

describe('the hooks of a group', () => {
  const launch = { ...LAUNCH_HOOK, metadata: 'blog' };
  const terminate = { ...TERMINATE_HOOK, metadata: 'blog' };

  it('are put back when they were looked at, and are missing or wrong', () => {
    expect(told(blog({}, { hooks: [] }))).toBe('PutLifecycleHook PutLifecycleHook');
    for (const wrong of [
      { defaultResult: 'ABANDON' },
      { heartbeatSeconds: 3600 },
      { transition: LAUNCH_HOOK.transition },
      { metadata: 'shop' },
    ])
      expect(plan(blog({}, { hooks: [launch, { ...terminate, ...wrong }] }))).toMatchObject({
        actions: [{ action: 'autoscaling:PutLifecycleHook', hook: terminate }],
      });
    expect(told(blog({}, { hooks: [launch, terminate] }))).toMatch(/^converged/);
    expect(told(blog())).toMatch(/^converged/);
  });

  it('let an instance go on by themselves: after 15 minutes at a launch, after 5 at an end', () => {
    expect([LAUNCH_HOOK, TERMINATE_HOOK]).toMatchObject([
      { heartbeatSeconds: 900, defaultResult: 'CONTINUE', transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
      { heartbeatSeconds: 300, defaultResult: 'CONTINUE', transition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
    ]);
  });
});

describe("a group that cannot be a host's", () => {
  it.each<[string, Partial<Observed>, string]>([
    [
      'bears a name twice',
      { namesakes: ['blog-group', 'blog-2'] },
      'the groups blog-group and blog-2 both bear its name',
    ],
    ['launches in several zones', { zones: [zone, 'eu-central-1b'] }, 'leave it the subnets of one'],
    ['has a warm pool', { warmPool: true }, 'aws autoscaling delete-warm-pool'],
    ['has CapacityRebalance', { capacityRebalance: true }, '--no-capacity-rebalance'],
    [
      'launches before it terminates',
      { maintenance: { minHealthyPercent: 100, maxHealthyPercent: 110 } },
      'Min 0 / Max 100',
    ],
    [
      'has a state that means nothing',
      { state: { intent: 'unreadable', text: 'paused' } },
      'hostkeeper:state says "paused"',
    ],
  ])('is refused when it %s', (_, more, reason) => {
    expect(plan(launching({}, more))).toMatchObject({ status: 'refuse', reason: expect.stringContaining(reason) });
  });

  it('is none when it terminates before it launches', () => {
    expect(told(blog({}, { maintenance: { minHealthyPercent: 0, maxHealthyPercent: 100 } }))).toMatch(/^converged/);
  });

  it.each([
    ['device', 'sdf'],
    ['mount', 'mnt'],
    ['records', 'blog'],
    ['hosted-zone', 'example.com'],
    ['ttl', '1m'],
    ['address', '203.0.113.9'],
    ['cluster', 'arn:aws:ecs:x'],
    ['records-when-suspended', 'delete'],
    ['on-rebalance', 'Replace'],
    ['force-detach-after', '10m'],
    ['force-detach-after', '0'],
    ['paused-until', 'tomorrow'],
  ])('is refused for its tag %s when it says "%s", with the tag and the fix', (tag, text) => {
    const answer = plan(blog({ tags: { [tag]: text } }));
    expect(answer).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining(`its tag hostkeeper:${tag} says "${text}", which means nothing: set it to`),
    });
  });

  it('is refused for names without a zone', () => {
    const tags = { 'hostkeeper:records': 'blog.example.com' };
    expect(told(blog({}, { settings: readSettings('blog', tags) }))).toMatch(/set hostkeeper:hosted-zone$/);
  });
});

describe('an instance that AWS takes back', () => {
  const interruption: Wish = { cause: 'interruption', instanceId: 'i-1' };
  const rebalance: Wish = { cause: 'rebalance', instanceId: 'i-1' };

  it.each(['Pending:Wait', 'InService'])(
    'is ended at once in its group, so that its two minutes are used: %s',
    (state) => {
      expect(plan(blog({ instances: { 'i-1': state } }), interruption)).toMatchObject({
        actions: [{ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', instanceId: 'i-1' }],
      });
    },
  );

  it('is told to end once in a run, and then waited for', () => {
    expect(told(blog({ asked: ['i-1 end'] }), interruption)).toBe('wait: i-1 was told to end');
  });

  it("is no news when it goes already, is another host's, or is to have no instance", () => {
    expect(told(going(), interruption)).toBe('SendCommand');
    expect(told(blog(), { ...interruption, instanceId: 'i-9' })).toMatch(/^converged/);
    expect(told(suspended({ instances: { 'i-1': 'InService' } }), interruption)).toMatch(/^converged/);
  });

  it('is replaced on a mere recommendation only when the tag says so, and once an hour at most', () => {
    const tags = { 'on-rebalance': 'replace' };
    const aged = (minutes: number) => ({ tags, machines: { 'i-1': { launchTime: minutesAgo(minutes) } } });
    expect(told(blog(), rebalance)).toBe('converged: i-1 stays: its tag hostkeeper:on-rebalance is not "replace"');
    expect(told(blog(aged(60)), rebalance)).toBe('TerminateInstanceInAutoScalingGroup');
    expect(told(blog(aged(59)), rebalance)).toBe(
      'converged: i-1 stays: it is 59 minutes old, and one is replaced an hour at most',
    );
  });

  it('is replaced by night when AWS retires it weeks ahead, and told of by day', () => {
    const retirements = { 'i-1': new Date('2026-12-01T00:00:00Z') };
    const night = new Date('2026-11-15T02:00:00Z');
    expect(told(blog({ retirements }), undefined, night)).toBe('TerminateInstanceInAutoScalingGroup');
    expect(told(blog({ retirements }))).toMatch(/^converged/);
    expect(told(blog(), { cause: 'retirement', instanceId: 'i-1' })).toBe(
      "wait: AWS is going to retire i-1: it is replaced between 2 and 4 o'clock UTC",
    );
  });
});
