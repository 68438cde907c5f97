import { describe, expect, it } from 'vitest';

import { parseTags } from '../../../libs/hosts/host-tags.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import { describeLifecycle } from '../../../libs/lifecycle/notification.ts';
import { TRANSITION_MINUTES } from '../../../libs/lifecycle/news-problems.ts';
import type { Ec2Instance, LifecycleResult, Observed } from '../../../libs/lifecycle/model.ts';

const now = new Date('2026-11-14T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - 60_000 * minutes);
const target = { host: 'blog', region: 'us-east-1', group: 'blog-group' };

const machine = (launchTime: Date): Ec2Instance => ({ instanceId: 'i-1', state: 'running', launchTime, spot: false });

const observed = (more: Partial<Observed> = {}): Observed => ({
  ...target,
  sizes: { min: 0, desired: 1, max: 1 },
  instances: [{ instanceId: 'i-1', lifecycleState: 'InService', protectedFromScaleIn: false, zone: 'us-east-1a' }],
  suspendedProcesses: [],
  warmPool: false,
  zones: ['us-east-1a'],
  subnets: [],
  capacityRebalance: false,
  tags: {},
  state: { intent: 'running' },
  onCriticalBudget: 'suspend',
  history: { fingerprints: [] },
  hostTags: parseTags({}),
  duplicateGroups: [],
  ec2Instances: new Map([['i-1', machine(minutesAgo(60))]]),
  volumes: [],
  terminations: new Map(),
  retirements: new Map(),
  requested: new Map(),
  ...more,
});

const result = (more: Partial<LifecycleResult> = {}): LifecycleResult => ({
  controller: 'lifecycle',
  target,
  observed: observed(),
  status: 'waiting',
  reason: 'vol-1 is attaching',
  actions: [],
  conditions: [],
  ...more,
});

/** Whether a result is worth a message. */
const isNotable = (notable: LifecycleResult, at: Date): boolean => describeLifecycle(notable, at).length > 0;

const attached = { action: 'ec2:AttachVolume', reason: 'vol-1 was not attached' };

const abandonedLaunch = {
  action: 'autoscaling:CompleteLifecycleAction',
  reason: 'AWS takes i-1 back within two minutes',
  result: 'ABANDON',
};

describe('a lifecycle result is notified', () => {
  it.each<[string, Partial<Observed>]>([
    ['its instance was launched', { ec2Instances: new Map([['i-1', machine(minutesAgo(TRANSITION_MINUTES - 1))]]) }],
    ['its instance began to go', { terminations: new Map([['i-1', { since: minutesAgo(1) }]]) }],
    ['its intent changed', { state: { intent: 'running', since: minutesAgo(1) } }],
  ])('when it waits, but not in the quarter of an hour after %s', (_, moved) => {
    expect(isNotable(result(), now)).toBe(true);
    expect(isNotable(result({ observed: observed(moved) }), now)).toBe(false);
  });

  it('when it waits, whatever another host’s instance does', () => {
    const terminations = new Map([['i-9', { since: minutesAgo(1) }]]);
    expect(isNotable(result({ observed: observed({ terminations }) }), now)).toBe(true);
  });

  it('when something was done, but not when all is as it is', () => {
    expect(isNotable(result({ status: 'converged', actions: [attached] }), now)).toBe(true);
    expect(isNotable(result({ status: 'converged' }), now)).toBe(false);
    const moving = observed({ state: { intent: 'running', since: now } });
    expect(isNotable(result({ actions: [attached], observed: moving }), now)).toBe(true);
  });

  it('not when an instance came or went as it should', () => {
    const routine = { ...attached, routine: true };
    expect(isNotable(result({ status: 'converged', actions: [routine] }), now)).toBe(false);
    expect(isNotable(result({ status: 'converged', actions: [routine, attached] }), now)).toBe(true);
    expect(isNotable(result({ status: 'failed', actions: [routine] }), now)).toBe(true);
  });

  it('when a stopped host lost its records, but not for its termination or launch, which its capacity result covers', () => {
    const state = { intent: 'suspended', since: minutesAgo(60), cause: 'budget' } as const;
    const stopped = result({ status: 'converged', observed: observed({ state }) });
    const renamed = { action: 'route53:ChangeResourceRecordSets', reason: 'blog.example.com stood for nobody' };
    const released = { action: 'autoscaling:CompleteLifecycleAction', reason: 'i-1 has let go' };
    expect(isNotable({ ...stopped, actions: [renamed] }, now)).toBe(true);
    expect(isNotable({ ...stopped, actions: [released] }, now)).toBe(false);
    const resuming = { intent: 'resuming', sizes: { min: 0, desired: 1, max: 1 }, since: minutesAgo(60) } as const;
    expect(isNotable({ ...stopped, observed: observed({ state: resuming }), actions: [attached] }, now)).toBe(false);
  });

  it.each(['refused', 'failed'] as const)('when it is %s, at once', (status) => {
    expect(isNotable(result({ status, observed: observed({ state: { intent: 'running', since: now } }) }), now)).toBe(
      true,
    );
  });
});

const render = (...results: readonly LifecycleResult[]) =>
  renderMessage(
    results.flatMap((one) => describeLifecycle(one, now)),
    { stage: 'prod', why: 'AWS reported it.' },
  );

describe('a notification about the lifecycle', () => {
  const done = { status: 'converged', reason: 'running; i-1 is InService' } as const;

  it('says in its first line what it means for the service, then why, what was done, and what there is to undo', () => {
    const { subject, body } = render(result({ ...done, actions: [attached] }));
    expect(subject).toBe('[prod] Repaired blog: vol-1 was not attached');
    expect(body.split('\n\n').slice(0, 3)).toEqual([
      'blog was not as the tags say, and hostkeeper has corrected that.',
      'AWS reported it.',
      'Repaired:\n- blog (group blog-group, us-east-1): running; i-1 is InService.\n    attached its data volume (vol-1 was not attached)',
    ]);
    expect(body).toContain('There is nothing to undo');
  });

  it('puts what failed first, then what needs a person, then what waits', () => {
    const results = (['waiting', 'refused', 'converged', 'failed'] as const).map((status) =>
      result({ status, target: { ...target, host: status }, actions: status === 'converged' ? [attached] : [] }),
    );
    expect(render(...results).subject).toBe(
      '[prod] Failed for failed; refused needs you; waiting is waiting; repaired converged',
    );
  });

  it('says once what two controllers say in the same words', () => {
    const refused = result({ status: 'refused', reason: 'its tag is garbled' });
    const { subject, body } = render(refused, { ...refused, controller: 'suspension' });
    expect(subject).toBe('[prod] blog needs you: its tag is garbled');
    expect(body.match(/its tag is garbled/g)).toHaveLength(1);
  });

  it.each<[string, Partial<LifecycleResult>, string]>([
    [
      'an instance that died',
      {
        actions: [{ action: 'autoscaling:CompleteLifecycleAction', reason: 'i-1 had ended by itself', routine: false }],
      },
      '[prod] blog: instance died and is being replaced: i-1 had ended by itself',
    ],
    [
      'an interruption',
      {
        status: 'waiting',
        actions: [
          {
            action: 'autoscaling:TerminateInstanceInAutoScalingGroup',
            reason: 'AWS takes i-1 back within two minutes',
          },
        ],
      },
      '[prod] blog: instance is being replaced: AWS takes i-1 back within two minutes',
    ],
    [
      'an interruption during a launch',
      { actions: [abandonedLaunch] },
      '[prod] blog: instance is being replaced: AWS takes i-1 back within two minutes',
    ],
    [
      'a retirement',
      {
        status: 'waiting',
        reason: 'AWS retires i-1',
        conditions: [{ kind: 'RetirementHandled', instanceId: 'i-1', status: 'waiting', reason: 'AWS retires i-1' }],
      },
      '[prod] blog will be replaced: AWS retires i-1',
    ],
  ])('about %s says what happens to the host', (_, more, subject) => {
    expect(render(result({ ...done, ...more })).subject).toBe(subject);
  });
});
