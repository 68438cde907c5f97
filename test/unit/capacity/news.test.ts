import { describe, expect, it } from 'vitest';

import type { CapacityRequest, ObservedHost } from '../../../libs/capacity/model.ts';
import { type CapacityResult, describeCapacity } from '../../../libs/capacity/notification.ts';
import { blog, minutesAgo, sizesOf, suspendedSince, target } from './capacity-fixture.ts';

const STOP: CapacityRequest = { intent: 'suspend', cause: 'budget', at: minutesAgo(1), honorKeepTag: true };
const RESUME: CapacityRequest = { intent: 'resume', acceptUnguarded: false };
const ASK: CapacityRequest = { intent: 'ask', reason: 'who knows' };

const SET = { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its sizes were 0/1/1' };
const WROTE = { action: 'autoscaling:CreateOrUpdateTags', reason: 'requested', routine: true };

const resuming = blog({ state: { intent: 'resuming', since: minutesAgo(1), sizes: sizesOf('0/1/1') } });
const unreadable = blog({ state: { intent: 'unreadable', text: 'paused' } });

/** A running host that was stopped without its state being recorded. */
const unrecorded = (sizes?: string): ObservedHost => ({
  ...blog(),
  unrecorded: {
    state: {
      intent: 'suspended',
      since: minutesAgo(1),
      cause: 'budget',
      ...(sizes !== undefined && { sizes: sizesOf(sizes) }),
    },
    error: 'denied',
    attempts: 3,
    triedAt: minutesAgo(1),
  },
});

/** The news of a host of which this was requested, and that this became of. */
const newsOf = (
  observed: ObservedHost | undefined,
  status: CapacityResult['status'],
  request?: CapacityRequest,
  more: Partial<CapacityResult> = {},
) =>
  describeCapacity({
    controller: 'suspension',
    target: target(request),
    ...(observed && { observed }),
    status,
    reason: 'the problem: the fix',
    actions: [],
    conditions: [],
    ...more,
  });

const advice = (observed: ObservedHost) => newsOf(observed, 'converged', undefined, { isAdvice: true });

describe('the news of a host', () => {
  it.each<[string, ObservedHost | undefined, CapacityResult['status'], CapacityRequest | undefined, string, string]>([
    ['failed', blog(), 'failed', STOP, 'Failed', 'the problem: the fix'],
    ['has no group any more', undefined, 'gone', STOP, 'Gone', 'the problem: the fix'],
    ['is about to be decided on', blog(), 'refused', ASK, 'Not stopped; please decide', 'the problem: the fix'],
    ['has a tag that means nothing', blog(), 'refused', undefined, 'A tag that means nothing', 'the problem'],
    ['has a state that means nothing', unreadable, 'refused', undefined, 'Needs you', 'the problem'],
    ['has a state that means nothing, and is to come back', unreadable, 'refused', RESUME, 'Needs you', 'the problem'],
    ['was not observed', undefined, 'refused', STOP, 'Needs you', 'the problem'],
    ['is not resumed', suspendedSince(9), 'refused', RESUME, 'Not resumed', 'the problem'],
    ['is stopped, and a pool goes on', suspendedSince(9), 'refused', STOP, 'Needs you', 'the problem'],
    ['is kept by its tag', blog(), 'refused', STOP, 'Not stopped', 'the problem: the fix'],
    ['is stopped, and not recorded', unrecorded('0/1/1'), 'waiting', STOP, 'Stopped, but not recorded', 'the problem'],
    [
      'is being stopped',
      suspendedSince(1),
      'waiting',
      STOP,
      'Stopping (the first of two e-mails)',
      "the month's charges passed the critical amount",
    ],
    [
      'is stopped',
      suspendedSince(1),
      'converged',
      STOP,
      'Stopped (this completes the stop)',
      "the month's charges passed the critical amount",
    ],
    ['is coming back', resuming, 'waiting', RESUME, 'Coming back (the first of two e-mails)', 'the problem: the fix'],
    ['is back', resuming, 'converged', RESUME, 'Back (this completes the resume)', 'sizes 0/1/1'],
    ['is not finished', blog(), 'waiting', STOP, 'Not finished', 'the problem: the fix'],
    ['is as it was', blog(), 'converged', STOP, 'Unchanged', 'the problem: the fix'],
  ])('that %s', (_, observed, status, request, heading, detail) => {
    const { kind, detail: said } = newsOf(observed, status, request);
    expect([kind.heading, said]).toEqual([heading, detail]);
  });

  it('whose tag is not known is advice, which is remembered whatever its state', () => {
    expect(advice(blog())).toMatchObject({ kind: { heading: 'An unknown tag' }, detail: 'the problem' });
    expect(advice(blog()).fingerprints).toHaveLength(1);
    expect(advice(suspendedSince(9)).fingerprints).toContain(advice(blog()).fingerprints[0]);
  });

  it('whose sizes a pass has set back says what they were, and only that of a pass', () => {
    const actions = [WROTE, SET];
    expect(newsOf(suspendedSince(9), 'waiting', undefined, { actions })).toMatchObject({
      kind: { heading: 'Set back to 0/0/0' },
      detail: 'its sizes were 0/1/1',
      isEvent: true,
      isRepeated: true,
    });
    expect(newsOf(suspendedSince(9), 'waiting', undefined, { actions: [WROTE] }).kind.heading).toMatch(/^Stopping/);
    expect(newsOf(suspendedSince(9), 'waiting', STOP, { actions }).kind.heading).toMatch(/^Stopping/);
  });

  it('lists what was done in words, with the reasons', () => {
    const actions = [
      WROTE,
      SET,
      { action: 'autoscaling:ResumeProcesses', reason: 'c' },
      { action: 'autoscaling:SetInstanceProtection', reason: 'd' },
      { action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason: 'e' },
    ];
    expect(newsOf(suspendedSince(1), 'waiting', STOP, { actions }).actions).toEqual([
      'recorded in its state tag (requested)',
      'set the sizes of its group (its sizes were 0/1/1)',
      'resumed a suspended process of its group (c)',
      'removed the scale-in protection (d)',
      'terminated an instance (e)',
    ]);
  });
});

/** The commands in such news, with what they are for. */
const commandsOf = (...args: Parameters<typeof newsOf>) =>
  newsOf(...args).suggestions.map(({ purpose, all, command }) => ({ purpose, all, command }));

describe('the command in the news of a host', () => {
  const resume = { name: 'resume', reason: 'the cause is dealt with' };

  it('resumes what is stopped, with every other host', () => {
    expect(commandsOf(suspendedSince(1), 'waiting', STOP)).toEqual([
      { purpose: 'To resume {hosts}', all: 'To resume every stopped host', command: resume },
    ]);
  });

  it('resumes at sizes that are offered where none are recorded, or too many', () => {
    for (const sizes of [undefined, sizesOf('1/2/2')]) {
      const state = { intent: 'suspended', since: minutesAgo(1), cause: 'budget', ...(sizes && { sizes }) } as const;
      const host = suspendedSince(1, { state });
      expect(commandsOf(host, 'waiting', STOP)).toEqual([
        {
          purpose: 'To resume {hosts} to sizes that you choose',
          all: undefined,
          command: { ...resume, sizes: '0/1/1' },
        },
      ]);
      expect(commandsOf({ ...host, desiredBeforeZero: 0 }, 'refused', RESUME)).toEqual([
        { purpose: 'To resume {hosts}', all: undefined, command: { ...resume, sizes: '0/0/1' } },
      ]);
      expect(commandsOf(host, 'refused', { ...RESUME, sizes: sizesOf('1/1/1') })).toEqual([
        {
          purpose: 'To resume {hosts} with nothing to stop it again this month',
          all: undefined,
          command: { ...resume, sizes: '1/1/1', acceptUnguarded: true },
        },
      ]);
    }
  });

  it('resumes without a guard only where nothing else was refused', () => {
    expect(commandsOf(suspendedSince(1), 'refused', RESUME)).toMatchObject([
      { all: undefined, command: { ...resume, acceptUnguarded: true } },
    ]);
    expect(commandsOf(suspendedSince(1), 'refused', { ...RESUME, sizes: sizesOf('0/1/1') })).toMatchObject([
      { command: { acceptUnguarded: true } },
    ]);
    expect(commandsOf(suspendedSince(1), 'refused', { ...RESUME, sizes: sizesOf('1/1/1') })).toEqual([
      { purpose: 'To resume {hosts}', all: 'To resume every stopped host', command: resume },
    ]);
    expect(commandsOf(suspendedSince(1), 'refused', STOP)).toEqual([
      { purpose: 'To resume {hosts}', all: 'To resume every stopped host', command: resume },
    ]);
    expect(commandsOf({ ...unrecorded(), ...suspendedSince(1) }, 'refused', RESUME)).toEqual([
      { purpose: 'To resume {hosts}', all: 'To resume every stopped host', command: resume },
    ]);
  });

  it('has the sizes of a host that was stopped and not recorded, or offers to find them', () => {
    expect(commandsOf(unrecorded('1/1/1'), 'refused', STOP)).toEqual([
      { purpose: 'To resume {hosts}', all: undefined, command: { ...resume, sizes: '1/1/1' } },
    ]);
    expect(commandsOf(unrecorded(), 'refused', STOP)).toEqual([
      {
        purpose: 'To be offered the sizes that {hosts} had, with which to resume then',
        all: undefined,
        command: resume,
      },
    ]);
    expect(commandsOf(unrecorded('1/2/2'), 'refused', STOP)).toMatchObject([{ command: { sizes: '0/1/1' } }]);
  });

  it('resumes a running host at 0/0/0 that was refused', () => {
    expect(commandsOf(blog({ sizes: sizesOf('0/0/0') }), 'refused', RESUME)).toEqual([
      {
        purpose: 'To resume {hosts} to sizes that you choose',
        all: undefined,
        command: { ...resume, sizes: '0/1/1' },
      },
    ]);
    expect(commandsOf(blog(), 'waiting', RESUME)).toEqual([]);
  });

  it('stops what comes back, or was left running', () => {
    const stop = 'To stop every host that is not tagged to be kept';
    expect(commandsOf(resuming, 'waiting', RESUME)).toEqual([
      { purpose: 'To stop {hosts}', all: stop, command: { name: 'stop', reason: 'resumed too early' } },
    ]);
    const byPerson = { purpose: 'To stop {hosts}', command: { name: 'stop', reason: 'decided by a person' } };
    expect(commandsOf(blog(), 'refused', ASK)).toEqual([{ ...byPerson, all: stop }]);
    expect(commandsOf(blog(), 'waiting', STOP)).toEqual([{ ...byPerson, all: stop }]);
    // Without the name, a host that its tag keeps would stay.
    expect(commandsOf(blog(), 'refused', STOP)).toEqual([{ ...byPerson, all: undefined }]);
    expect(commandsOf(blog(), 'converged', STOP)).toEqual([]);
    expect(commandsOf(blog(), 'refused')).toEqual([]);
  });

  it('is first the one that fixes what was refused', () => {
    const more = { command: 'aws autoscaling delete-warm-pool' };
    expect(commandsOf(suspendedSince(9), 'refused', STOP, more)).toMatchObject([
      { command: 'aws autoscaling delete-warm-pool' },
      { command: resume },
    ]);
  });
});
