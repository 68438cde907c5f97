import { describe, expect, it } from 'vitest';

import type { Observed } from '../../../../libs/restore/model.ts';
import { minutesAgo, now, zone } from '../../../support/host-fixture.ts';
import { candidate, firstDue, outcomeOf, restoring, since, volumeOf } from '../../../support/restore-plan-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };
const sizes = { min: 0, desired: 1, max: 1 };
const suspended = { intent: 'suspended', sizes, since: minutesAgo(1), cause: 'restore' } as const;
const resuming = { intent: 'resuming', sizes, since: minutesAgo(1), cause: 'restore' } as const;

/** A suspended host whose new volume is in place. */
const placed = (overrides: Partial<Observed> = {}): Observed =>
  restoring({
    volumes: [volumeOf({ role: 'retired', retiredBy: since }), candidate({ role: 'data' })],
    state: suspended,
    instances: [],
    ...overrides,
  });

/** A host whose new volume cannot be had. */
const givenUp = (overrides: Partial<Observed> = {}): Observed =>
  restoring({ volumes: [volumeOf(), candidate({ state: 'error' })], state: suspended, instances: [], ...overrides });

const done = {
  kind: 'RestoreRecorded',
  actions: [
    {
      action: 'autoscaling:CreateOrUpdateTags',
      reason: 'its data is restored',
      ...ref,
      tags: { 'hostkeeper:restore': `done snap-01 ${zone} ${since.toISOString()}` },
    },
  ],
};

const instances = (lifecycleState: string): Observed['instances'] => [
  { instanceId: 'i-2', lifecycleState, protectedFromScaleIn: false, zone },
];

describe('at the end of a restore', () => {
  it('the host is resumed at its sizes, the intent first', () => {
    expect(firstDue(placed())).toEqual({
      kind: 'HostResumed',
      actions: [
        {
          action: 'autoscaling:CreateOrUpdateTags',
          reason: 'its data is in place',
          ...ref,
          tags: { 'hostkeeper:state': `resuming 0/1/1 ${now.toISOString()} restore` },
        },
        { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its data is in place', ...ref, sizes },
      ],
    });
  });

  it('one whose sizes are not known is said to run, and its group is left as it is', () => {
    const { intent, cause } = suspended;
    expect(firstDue(placed({ state: { intent, cause, since } }))).toEqual({
      kind: 'HostResumed',
      actions: [
        {
          action: 'autoscaling:CreateOrUpdateTags',
          reason: 'its data is in place',
          ...ref,
          tags: { 'hostkeeper:state': `running ${now.toISOString()}` },
        },
      ],
    });
  });

  it('the threshold that has stopped it before is kept', () => {
    const threshold = { multiple: 1.5, month: '2026-11' };
    expect(firstDue(placed({ state: { ...suspended, threshold } }))).toMatchObject({
      actions: [
        { tags: { 'hostkeeper:state': `resuming 0/1/1 ${now.toISOString()} restore threshold:1.5@2026-11` } },
        { sizes },
      ],
    });
  });

  it('an instance has to be in service, and not only start, before that is recorded', () => {
    expect(firstDue(placed({ state: resuming, instances: instances('Pending:Wait') }))).toMatchObject({
      kind: 'HostResumed',
      status: 'wait',
      reason: 'no instance is in service yet',
    });
    expect(firstDue(placed({ state: resuming, instances: instances('InService') }))).toEqual(done);
  });

  it('no instance is waited for where the host is to have none', () => {
    expect(firstDue(placed({ state: { ...resuming, sizes: { ...sizes, desired: 0 } } }))).toEqual(done);
  });

  it('a host that the budget or a person has stopped meanwhile stays stopped', () => {
    const host = placed({ state: { ...suspended, cause: 'budget' } });
    expect(outcomeOf('HostResumed', host)).toEqual({
      status: 'converged',
      reason: `it stays suspended by budget, since ${minutesAgo(1).toISOString()}`,
    });
    expect(firstDue(host)).toEqual(done);
  });
});

describe('a restore whose volume cannot be had', () => {
  it.each([
    ['none', []],
    ['two', [volumeOf(), volumeOf({ volumeId: 'vol-03' })]],
  ])('leaves a host with %s of the role of its data suspended', (_, data) => {
    const host = givenUp({ volumes: [...data, candidate({ state: 'error' })] });
    expect(outcomeOf('HostResumed', host)).toEqual({
      status: 'converged',
      reason: 'it stays suspended: there is no volume, or more than one, with the role of its data',
    });
    expect(firstDue(host)).toMatchObject({ kind: 'RestoreRecorded' });
  });

  it('is recorded as failed, after the host is back', () => {
    expect(firstDue(givenUp())).toMatchObject({ kind: 'HostResumed' });
    expect(firstDue(givenUp({ state: resuming, instances: instances('InService') }))).toEqual({
      kind: 'RestoreRecorded',
      actions: [
        {
          action: 'autoscaling:CreateOrUpdateTags',
          reason: 'the volume cannot be had',
          ...ref,
          tags: { 'hostkeeper:restore': `failed snap-01 ${zone} ${since.toISOString()}` },
        },
      ],
    });
  });
});
