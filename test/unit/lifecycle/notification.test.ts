import { describe, expect, it } from 'vitest';

import { renderMessage } from '../../../libs/notifications/message.ts';
import {
  renderLifecycle,
  type LifecycleResult,
  isNotable,
  TRANSITION_MINUTES,
} from '../../../libs/lifecycle/notification.ts';
import type { Ec2Instance, Observed } from '../../../libs/lifecycle/model.ts';

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
  capacityRebalance: false,
  tags: {},
  state: { intent: 'running' },
  onCriticalBudget: 'suspend',
  history: { fingerprints: [] },
  hostTags: { problem: 'is not read here' },
  duplicateGroups: [],
  ec2Instances: new Map([['i-1', machine(minutesAgo(60))]]),
  volumes: [],
  terminations: new Map(),
  retirements: new Map(),
  requested: new Map(),
  ...more,
});

const result = (more: Partial<LifecycleResult> = {}): LifecycleResult => ({
  controller: 'life',
  target,
  observed: observed(),
  status: 'waiting',
  reason: 'vol-1 is attaching',
  actions: [],
  ...more,
});

const attached = { action: 'ec2:AttachVolume', reason: 'vol-1 was not attached' };

describe('a report of a host’s life is worth a letter', () => {
  it.each<[string, Partial<Observed>]>([
    ['its instance was launched', { ec2Instances: new Map([['i-1', machine(minutesAgo(TRANSITION_MINUTES - 1))]]) }],
    ['its instance began to go', { terminations: new Map([['i-1', { since: minutesAgo(1) }]]) }],
    ['something else was wanted of it', { state: { intent: 'running', since: minutesAgo(1) } }],
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

  it('when a stopped host lost its names, but not when it only let go, or came up again: that is told with the rest', () => {
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

describe('a letter about a host’s life', () => {
  const occasion = { stage: 'prod', why: 'AWS said so.' };

  it('says what was done, in plain words, and that nothing was deleted', () => {
    const done = result({ status: 'converged', reason: 'running; i-1 is InService', actions: [attached] });
    const { subject, body } = renderMessage([renderLifecycle([done])], occasion);
    expect(subject).toBe('hostkeeper prod: done blog');
    expect(body).toBe(
      [
        'AWS said so.',
        'Done:\n- blog (group blog-group, us-east-1): running; i-1 is InService.\n    attached its data volume (vol-1 was not attached)',
        'Nothing was deleted: data volumes and snapshots are as they were.',
        '',
      ].join('\n\n'),
    );
  });

  it('puts what failed first, then what was not done, then what is under way', () => {
    const hosts = (['waiting', 'refused', 'converged', 'failed'] as const).map((status) =>
      result({ status, target: { ...target, host: status }, actions: [attached] }),
    );
    expect(renderMessage([renderLifecycle(hosts)], occasion).subject).toBe(
      'hostkeeper prod: FAILED failed; not done refused; under way waiting; done converged',
    );
  });

  it('says once what two controllers say in the same words', () => {
    const refused = renderLifecycle([result({ status: 'refused', reason: 'its tag is garbled' })]);
    const { subject, body } = renderMessage([refused, refused], occasion);
    expect(subject).toBe('hostkeeper prod: not done blog');
    expect(body.match(/its tag is garbled/g)).toHaveLength(1);
  });
});
