import { describe, expect, it } from 'vitest';

import { judge } from '../../../libs/controller/condition.ts';
import type { Observed } from '../../../libs/restore/model.ts';
import { restoreConditions } from '../../../libs/restore/plan.ts';
import { minutesAgo, now, owner, zone } from '../../support/host-fixture.ts';
import { candidate, firstDue, restoring, since, volumeOf } from '../../support/restore-plan-fixture.ts';

const sizes = { min: 0, desired: 1, max: 1 };
const suspended = { intent: 'suspended', sizes, since: minutesAgo(1), cause: 'restore' } as const;
const retired = (overrides: Parameters<typeof volumeOf>[0] = {}) =>
  volumeOf({ role: 'retired', retiredBy: since, ...overrides });
const placed = { volumes: [retired(), candidate({ role: 'data' })], instances: [] };

/** The conditions of a host that are not blocked and do not simply hold: each with what is due, or what it waits for. */
const describePlan = (overrides: Partial<Observed>): readonly string[] => {
  const target = { ...owner, group: 'blog-group' };
  return judge(restoreConditions(target, restoring(overrides), now), () => undefined).flatMap(({ kind, outcome }) => {
    if (outcome.status === 'act') return [`${kind}: ${outcome.actions.map(({ action }) => action).join(' ')}`];
    return outcome.status === 'wait' || outcome.status === 'refuse'
      ? [`${kind}: ${outcome.status}, ${outcome.reason}`]
      : [];
  });
};

/** The token of the call that creates the volume. */
const tokenOf = (overrides: Partial<Observed> = {}) => {
  const conditions = restoreConditions({ ...owner, group: 'blog-group' }, restoring(overrides), now);
  const planned = conditions[0]?.plan();
  const [first] = planned?.status === 'act' ? planned.actions : [];
  return first?.action === 'ec2:CreateVolume' ? first.volume.clientToken : undefined;
};

describe('a restore', () => {
  it.each<[string, Partial<Observed>, string]>([
    ['creates the volume while the host runs', {}, 'VolumeReady: ec2:CreateVolume'],
    [
      'waits for it',
      { volumes: [volumeOf(), candidate({ state: 'creating' })] },
      'VolumeReady: wait, vol-02 is creating',
    ],
    [
      'suspends the host once it is there',
      { volumes: [volumeOf(), candidate()] },
      'HostSuspended: autoscaling:CreateOrUpdateTags autoscaling:UpdateAutoScalingGroup',
    ],
    [
      'waits for the instance to be gone',
      { volumes: [volumeOf(), candidate()], state: suspended },
      'VolumeReleased: wait, i-1 is InService',
    ],
    [
      'waits for the release of the old volume',
      { volumes: [volumeOf({ attachedTo: ['i-1'] }), candidate()], state: suspended, instances: [] },
      'VolumeReleased: wait, the old volume is still attached to i-1',
    ],
    [
      'takes a last snapshot of it',
      { volumes: [volumeOf(), candidate()], state: suspended, instances: [] },
      'LastSnapshotTaken: ec2:CreateSnapshot',
    ],
    [
      'moves the group to the zone',
      {
        volumes: [candidate({ zone: 'eu-central-1b' })],
        state: suspended,
        instances: [],
        restore: { status: 'restoring', source: 'snap-01', zone: 'eu-central-1b', subnet: 'subnet-01', since },
      },
      'GroupMoved: autoscaling:UpdateAutoScalingGroup',
    ],
    [
      'retires the old volume before the new one takes its role',
      {
        volumes: [volumeOf(), candidate()],
        state: suspended,
        instances: [],
        attempts: new Map([['vol-01', { at: now }]]),
      },
      'VolumesRetired: ec2:CreateTags',
    ],
    [
      'puts the new one in place',
      { volumes: [retired(), candidate()], state: suspended, instances: [] },
      'VolumeInPlace: ec2:CreateTags',
    ],
    [
      'resumes the host',
      { ...placed, state: suspended },
      'HostResumed: autoscaling:CreateOrUpdateTags autoscaling:UpdateAutoScalingGroup',
    ],
    [
      'waits for an instance in service',
      { ...placed, state: { intent: 'resuming', sizes, since: now, cause: 'restore' } },
      'HostResumed: wait, no instance is in service yet',
    ],
    [
      'records that it is done',
      { volumes: placed.volumes, state: { intent: 'running' } },
      'RestoreRecorded: autoscaling:CreateOrUpdateTags',
    ],
    [
      'leaves a host suspended whom the budget has suspended meanwhile',
      { ...placed, state: { ...suspended, cause: 'budget' } },
      'RestoreRecorded: autoscaling:CreateOrUpdateTags',
    ],
    [
      'is over for a host with a volume that has failed, which still runs',
      { volumes: [volumeOf(), candidate({ state: 'error' })] },
      'RestoreRecorded: autoscaling:CreateOrUpdateTags',
    ],
    [
      'returns a host to its sizes whose volume has failed, after it was suspended',
      { volumes: [volumeOf(), candidate({ state: 'error' })], state: suspended, instances: [] },
      'HostResumed: autoscaling:CreateOrUpdateTags autoscaling:UpdateAutoScalingGroup',
    ],
    [
      'does not go back once the old volume is retired',
      { volumes: [retired(), candidate({ state: 'error' })], state: suspended, instances: [] },
      'VolumeReady: wait, vol-02 is error',
    ],
    [
      'that cannot be read does nothing',
      { restore: { status: 'unreadable', text: 'maybe' } },
      'RestoreReadable: refuse, its tag hostkeeper:restore says "maybe", which means nothing',
    ],
  ])('%s', (_, host, expected) => {
    const [first, ...rest] = describePlan(host);
    expect(first).toMatch(expected);
    expect(rest).toEqual([]);
  });

  it('creates the same volume however often it asks: the token follows from the request', () => {
    expect(tokenOf()).toMatch(/^.{20,64}$/);
    expect(tokenOf({ volumes: [] })).toBe(tokenOf());
    expect(tokenOf({ restore: { status: 'restoring', source: 'snap-01', zone, since: minutesAgo(2) } })).not.toBe(
      tokenOf(),
    );
    expect(tokenOf({ group: 'blog-group-2' })).not.toBe(tokenOf());
  });

  it('that cannot be read comes with the command that removes its tag', () => {
    expect(firstDue(restoring({ restore: { status: 'unreadable', text: 'maybe' } }))).toMatchObject({
      command:
        'aws autoscaling delete-tags --region eu-central-1 --tags ResourceId=blog-group,ResourceType=auto-scaling-group,Key=hostkeeper:restore',
    });
  });

  it.each<[string, Observed['restore']]>([
    ['its last restore is done', { status: 'done', source: 'snap-01', zone, since }],
    ['its last restore is failed', { status: 'failed', source: 'snap-01', zone, since }],
    ['its last restore is unknown', undefined],
  ])('is not due where %s', (reason, last) => {
    const { restore: _, ...host } = restoring();
    const conditions = restoreConditions(
      { ...owner, group: 'blog-group' },
      { ...host, ...(last && { restore: last }) },
      now,
    );
    expect(conditions.map(({ kind, plan }) => [kind, plan()])).toEqual([
      ['RestoreRecorded', { status: 'converged', reason }],
    ]);
  });
});
