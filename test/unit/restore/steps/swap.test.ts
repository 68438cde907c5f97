import { describe, expect, it } from 'vitest';

import type { Observed } from '../../../../libs/restore/model.ts';
import { minutesAgo, now, zone } from '../../../support/host-fixture.ts';
import { candidate, firstDue, since, suspendedFor, volumeOf } from '../../../support/restore-plan-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };
const retired = volumeOf({ role: 'retired', retiredBy: since });
const elsewhere = 'eu-central-1b';

/** A suspended host whose old volumes have their last snapshots. */
const snapshotted = (overrides: Partial<Observed> = {}, ...old: Parameters<typeof suspendedFor>[2] & {}) =>
  suspendedFor(1, { attempts: new Map(old.map(({ volumeId }) => [volumeId, { at: now }])), ...overrides }, old);

const toZone = (subnet?: string): Partial<Observed> => ({
  restore: { status: 'restoring', source: 'snap-01', zone: elsewhere, since, ...(subnet !== undefined && { subnet }) },
  volumes: [volumeOf(), candidate({ zone: elsewhere })],
  zones: [zone, 'eu-central-1c'],
});

describe('the group of a host', () => {
  it('moves to the zone of the new volume before any volume changes its role', () => {
    expect(firstDue(snapshotted(toZone('subnet-0b'), volumeOf()))).toEqual({
      kind: 'GroupMoved',
      actions: [
        {
          action: 'autoscaling:UpdateAutoScalingGroup',
          reason: 'its group launched in eu-central-1a, eu-central-1c',
          ...ref,
          subnet: 'subnet-0b',
        },
      ],
    });
  });

  it('is for a person to move where no subnet is known, and no volume changes its role before', () => {
    expect(firstDue(snapshotted(toZone(), volumeOf()))).toEqual({
      kind: 'GroupMoved',
      status: 'refuse',
      reason: 'its group launches in eu-central-1a, eu-central-1c: give it a subnet in eu-central-1b',
    });
  });

  it('stays where it may launch in that zone already', () => {
    const moved = { ...toZone('subnet-0b'), zones: [zone, elsewhere] };
    expect(firstDue(snapshotted(moved, volumeOf()))).toMatchObject({ kind: 'VolumesRetired' });
  });
});

/** The action that retires a volume. */
const retiring = (volumeId: string) => ({
  action: 'ec2:CreateTags',
  reason: `${volumeId} was its data`,
  ...ref,
  volumeId,
  tags: { 'hostkeeper:role': 'retired', 'hostkeeper:retired': since.toISOString() },
});

describe('of the volumes of a host', () => {
  it('all that are its data are retired, by a tag that says by which restore, and the new one is not', () => {
    expect(firstDue(snapshotted({}, volumeOf(), volumeOf({ volumeId: 'vol-03' })))).toEqual({
      kind: 'VolumesRetired',
      actions: [retiring('vol-01'), retiring('vol-03')],
    });
  });

  it('the new one becomes its data after that, which the Recycle Bin of its stage keeps', () => {
    expect(firstDue(snapshotted({}, retired))).toEqual({
      kind: 'VolumeInPlace',
      actions: [
        {
          action: 'ec2:CreateTags',
          reason: 'vol-02 has the data of snap-01',
          ...ref,
          volumeId: 'vol-02',
          tags: { 'hostkeeper:role': 'data', 'hostkeeper:recycle': 'prod' },
        },
      ],
    });
  });

  it('the old one is retired although the new one has its role already: two never both claim to be the data', () => {
    const volumes = [volumeOf(), candidate({ role: 'data' })];
    expect(firstDue(snapshotted({ volumes }, volumeOf()))).toMatchObject({
      kind: 'VolumesRetired',
      actions: [{ volumeId: 'vol-01', tags: { 'hostkeeper:role': 'retired' } }],
    });
  });

  it('the one that the restore names becomes its data again, and no other that is retired', () => {
    const before = [
      volumeOf({ volumeId: 'vol-07', role: 'retired', retiredBy: minutesAgo(700) }),
      volumeOf({ volumeId: 'vol-08', role: 'retired', retiredBy: minutesAgo(600) }),
      volumeOf({ volumeId: 'vol-09', role: 'retired', retiredBy: minutesAgo(500) }),
    ];
    const restore = { status: 'restoring', source: 'vol-08', zone, since } as const;
    expect(firstDue(snapshotted({ restore, volumes: [...before, volumeOf()] }, volumeOf()))).toMatchObject({
      kind: 'VolumesRetired',
      actions: [{ volumeId: 'vol-01' }],
    });
    expect(firstDue(snapshotted({ restore, volumes: [...before, retired] }))).toMatchObject({
      kind: 'VolumeInPlace',
      actions: [{ volumeId: 'vol-08', tags: { 'hostkeeper:role': 'data' } }],
    });
  });

  it.each([
    ['that AWS has created first', [candidate({ volumeId: 'vol-04' }), candidate({ createdAt: now })]],
    [
      'with the lower id of two of the same second',
      [candidate({ volumeId: 'vol-05' }), candidate({ volumeId: 'vol-04' })],
    ],
  ])('of two that the restore has created the one becomes its data %s, however they are listed', (_, created) => {
    for (const volumes of [created, created.toReversed()])
      expect(firstDue(snapshotted({ volumes: [retired, ...volumes] }))).toMatchObject({
        kind: 'VolumeInPlace',
        actions: [{ volumeId: 'vol-04' }],
      });
  });

  it('none that another restore has created becomes its data', () => {
    const volumes = [retired, candidate({ volumeId: 'vol-04', createdBy: minutesAgo(99), createdAt: minutesAgo(99) })];
    expect(firstDue(snapshotted({ volumes: [...volumes, candidate()] }))).toMatchObject({
      actions: [{ volumeId: 'vol-02' }],
    });
  });
});
