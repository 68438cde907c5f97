import { describe, expect, it } from 'vitest';

import type { Observed } from '../../../../libs/restore/model.ts';
import { minutesAgo, now } from '../../../support/host-fixture.ts';
import {
  candidate,
  firstDue,
  outcomeOf,
  restoring,
  suspendedFor,
  volumeOf,
} from '../../../support/restore-plan-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };
const sizes = { min: 0, desired: 2, max: 3 };
const threshold = { multiple: 1.5, month: '2026-11' };

/** A host that runs, whose new volume is there. */
const ready = (overrides: Partial<Observed> = {}): Observed =>
  restoring({ volumes: [volumeOf(), candidate()], sizes, ...overrides });

const member = (instanceId: string, lifecycleState: string): Observed['instances'][number] => ({
  instanceId,
  lifecycleState,
  protectedFromScaleIn: false,
  zone: 'eu-central-1a',
});

/** A suspended host with an instance in this state. */
const withInstance = (minutes: number, lifecycleState: string) =>
  suspendedFor(minutes, { instances: [member('i-1', lifecycleState)] });

/** Old volumes that are attached to instances. */
const attached = [volumeOf({ attachedTo: ['i-1'] }), volumeOf({ volumeId: 'vol-03', attachedTo: ['i-2'] })];

/** A suspended host whose old volumes are attached to instances that the group no longer has. */
const held = (minutes: number, overrides: Partial<Observed> = {}) => suspendedFor(minutes, overrides, attached);

describe('a host whose data is being restored is suspended', () => {
  it('by the intent first, and then by its group, which has no instance from then on', () => {
    expect(firstDue(ready())).toEqual({
      kind: 'HostSuspended',
      actions: [
        {
          action: 'autoscaling:CreateOrUpdateTags',
          reason: 'its data is being restored',
          ...ref,
          tags: { 'hostkeeper:state': `suspended 0/2/3 ${now.toISOString()} restore` },
        },
        {
          action: 'autoscaling:UpdateAutoScalingGroup',
          reason: 'no instance may have its data meanwhile',
          ...ref,
          sizes: { min: 0, desired: 0, max: 0 },
        },
      ],
    });
  });

  it.each<[string, Partial<Observed>, string]>([
    [
      'the sizes at which it was being resumed, whatever its group has by now',
      { state: { intent: 'resuming', sizes, since: minutesAgo(3) }, sizes: { min: 0, desired: 0, max: 0 } },
      `suspended 0/2/3 ${now.toISOString()} restore`,
    ],
    [
      'no sizes of a group that has none, so that it is not resumed at nothing',
      { sizes: { min: 0, desired: 0, max: 0 } },
      `suspended unknown ${now.toISOString()} restore`,
    ],
    [
      'the threshold that has stopped it before, so that the bill does not stop it twice',
      { state: { intent: 'running', threshold } },
      `suspended 0/2/3 ${now.toISOString()} restore threshold:1.5@2026-11`,
    ],
  ])('and keeps %s', (_, overrides, expected) => {
    expect(firstDue(ready(overrides))).toMatchObject({
      actions: [{ tags: { 'hostkeeper:state': expected } }, { sizes: { desired: 0 } }],
    });
  });

  it('also where the new volume is its data already, beside the old one: its instance could have either', () => {
    const volumes = [volumeOf({ attachedTo: ['i-1'] }), candidate({ role: 'data' })];
    expect(firstDue(ready({ volumes }))).toMatchObject({ kind: 'HostSuspended' });
    expect(
      firstDue(held(1, { volumes: [...attached, candidate({ role: 'data', createdBy: minutesAgo(1) })] })),
    ).toMatchObject({
      kind: 'VolumeReleased',
      status: 'wait',
    });
  });

  it('not while nobody can read what is intended for it', () => {
    expect(firstDue(ready({ state: { intent: 'unreadable', text: 'off' } }))).toMatchObject({
      kind: 'HostSuspended',
      status: 'refuse',
      reason: expect.stringContaining('hostkeeper:state says "off"'),
    });
  });
});

/** The state of a host that a person has stopped. */
const suspendedAt = (minutes: number) =>
  ({ intent: 'suspended', sizes, since: minutesAgo(minutes), cause: 'operator' }) as const;

describe('no volume changes its role', () => {
  it('while an instance stays: it could get the new volume beside the old one', () => {
    expect(firstDue(withInstance(14.9, 'InService'))).toMatchObject({
      kind: 'VolumeReleased',
      status: 'wait',
      reason: 'i-1 is InService',
    });
  });

  it('nor after a quarter of an hour: then a person is asked to end it', () => {
    expect(firstDue(withInstance(15, 'Pending:Wait'))).toMatchObject({
      kind: 'VolumeReleased',
      status: 'refuse',
      reason: 'i-1 is still Pending:Wait: terminate it, and the restore goes on',
    });
  });

  it.each(['Terminating', 'Terminating:Wait', 'Terminated', 'Detaching'])(
    'but is not kept by an instance that is %s and has no volume',
    (lifecycleState) => {
      expect(firstDue(withInstance(1, lifecycleState))).toMatchObject({ kind: 'LastSnapshotTaken' });
    },
  );

  it('before one that leaves has released the old volume', () => {
    const leaving = [member('i-1', 'Terminating:Wait')];
    expect(firstDue(held(4.9, { instances: leaving }))).toMatchObject({
      kind: 'VolumeReleased',
      status: 'wait',
      reason: 'the old volume is still attached to i-1, i-2',
    });
  });

  it('for five minutes: in the outage of a zone no volume is ever released, and the restore goes on', () => {
    expect(firstDue(held(5))).toMatchObject({ kind: 'LastSnapshotTaken' });
    expect(outcomeOf('VolumeReleased', held(5))).toEqual({
      status: 'converged',
      reason: 'the old volume is still attached to i-1, i-2 after 5 minutes',
    });
  });

  it('and these count from the suspension, or from the request where the host was stopped long before', () => {
    expect(firstDue(held(9, { state: suspendedAt(4) }))).toMatchObject({ kind: 'VolumeReleased', status: 'wait' });
    expect(firstDue(held(9, { state: suspendedAt(5) }))).toMatchObject({ kind: 'LastSnapshotTaken' });
    expect(firstDue(held(4, { state: suspendedAt(60) }))).toMatchObject({ kind: 'VolumeReleased', status: 'wait' });
  });
});
