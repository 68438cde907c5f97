import { describe, expect, it } from 'vitest';

import type { Observed } from '../../../../libs/restore/model.ts';
import { propertiesOf, replacedVolume } from '../../../../libs/restore/steps/volume.ts';
import { minutesAgo, secondsAgo, zone } from '../../../support/host-fixture.ts';
import { candidate, firstDue, restoring, since, snapshotOf, volumeOf } from '../../../support/restore-plan-fixture.ts';

const requested = (minutes: number) =>
  ({ status: 'restoring', source: 'snap-01', zone, since: minutesAgo(minutes) }) as const;

const retired = (volumeId: string, retiredBy: Date) => volumeOf({ volumeId, role: 'retired', retiredBy });

describe('the volume of a restore', () => {
  it.each([
    [
      'without one, the type that AWS recommends in the size of the snapshot',
      undefined,
      { type: 'gp3', gigabytes: 20 },
    ],
    [
      'type, size, IOPS and throughput',
      volumeOf({ gigabytes: 50, iops: 4000, throughput: 250 }),
      { type: 'gp3', gigabytes: 50, iops: 4000, throughput: 250 },
    ],
    ['the size of the snapshot where that is larger', volumeOf({ gigabytes: 8 }), { type: 'gp3', gigabytes: 20 }],
    [
      'no IOPS of a type that has them from its size, although AWS describes them',
      volumeOf({ type: 'gp2', gigabytes: 100, iops: 300 }),
      { type: 'gp2', gigabytes: 100 },
    ],
    [
      'IOPS without throughput',
      volumeOf({ type: 'io2', gigabytes: 100, iops: 5000, throughput: 500 }),
      { type: 'io2', gigabytes: 100, iops: 5000 },
    ],
    [
      'encryption and its key',
      volumeOf({ gigabytes: 20, encrypted: true, kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/k' }),
      { type: 'gp3', gigabytes: 20, encrypted: true, kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/k' },
    ],
    [
      'encryption with the key of the account',
      volumeOf({ gigabytes: 20, encrypted: true }),
      { type: 'gp3', gigabytes: 20, encrypted: true },
    ],
    ['no key of one that is not encrypted', volumeOf({ gigabytes: 20, kmsKeyId: 'k' }), { type: 'gp3', gigabytes: 20 }],
  ])('has of the one that it replaces: %s', (_, replaced, expected) => {
    expect(propertiesOf(replaced, { gigabytes: 20 })).toStrictEqual(expected);
  });
});

const replacedBy = (volumes: Observed['volumes'], volumeId: string) =>
  replacedVolume(volumes, { since }, { volumeId })?.volumeId;

describe('of the volumes of a host a restore replaces', () => {
  const data = [volumeOf(), volumeOf({ volumeId: 'vol-03' })];

  it.each<[string, Observed['volumes'], string, string | undefined]>([
    ['of several the one that the snapshot was taken of', data, 'vol-03', 'vol-03'],
    ['the first where the snapshot is of none of them', data, 'vol-99', 'vol-01'],
    ['the one that it has retired already', [retired('vol-04', since)], 'vol-99', 'vol-04'],
    ['none that an earlier one has retired', [retired('vol-05', minutesAgo(99)), candidate()], 'vol-05', undefined],
  ])('%s', (_, volumes, snapshotOfVolume, expected) => {
    expect(replacedBy(volumes, snapshotOfVolume)).toBe(expected);
  });
});

/** What is due these seconds after the call that creates the volume. */
const afterCall = (seconds: number) =>
  firstDue(restoring({ attempts: new Map([['volume', { at: secondsAgo(seconds) }]]) }));

const ofRestore = (restore: Observed['restore'] & {}) => firstDue(restoring({ restore }))?.actions?.[0];

describe('before anything of the host is touched, the volume', () => {
  it('is created from the snapshot that is named, with the tags by which the restore finds it again', () => {
    const snapshots = [snapshotOf({ snapshotId: 'snap-00', gigabytes: 99 }), snapshotOf({ gigabytes: 30 })];
    expect(firstDue(restoring({ snapshots }))).toEqual({
      kind: 'VolumeReady',
      actions: [
        {
          action: 'ec2:CreateVolume',
          reason: 'there was no volume from snap-01 yet',
          host: 'blog',
          region: 'eu-central-1',
          group: 'blog-group',
          volume: {
            clientToken: expect.stringContaining(since.toISOString()),
            snapshotId: 'snap-01',
            zone,
            type: 'gp3',
            gigabytes: 30,
            tags: {
              'hostkeeper:host': 'blog',
              'hostkeeper:stage': 'prod',
              'hostkeeper:role': 'candidate',
              'hostkeeper:restore': since.toISOString(),
            },
          },
        },
      ],
    });
  });

  it('is initialized at the rate that was asked for, and at none otherwise', () => {
    expect(ofRestore({ ...requested(1), rate: 200 })).toMatchObject({ volume: { initializationRate: 200 } });
    expect(ofRestore(requested(1))).not.toHaveProperty('volume.initializationRate');
  });

  it('is waited for while its snapshot is not there', () => {
    expect(firstDue(restoring({ snapshots: [] }))).toMatchObject({
      kind: 'VolumeReady',
      status: 'wait',
      reason: 'snap-01 is not there',
    });
  });

  it('is not asked for again in the twenty seconds in which AWS may not show it', () => {
    expect(afterCall(19)).toMatchObject({ status: 'wait', reason: 'AWS does not show the volume from snap-01 yet' });
    expect(afterCall(20)).toMatchObject({ kind: 'VolumeReady', actions: [{ action: 'ec2:CreateVolume' }] });
  });

  it.each([
    [[], 'vol-02 is in-use'],
    [['i-7'], 'vol-02 is in-use, attached to i-7'],
  ])('is waited for where something else uses it: %j', (attachedTo, reason) => {
    const volumes = [volumeOf(), candidate({ state: 'in-use', attachedTo })];
    expect(firstDue(restoring({ volumes }))).toMatchObject({ kind: 'VolumeReady', status: 'wait', reason });
  });
});

/** What is due of a restore that was requested these minutes ago, whose volume is in a state. */
const withVolume = (minutes: number, state: string) =>
  firstDue(
    restoring({
      restore: requested(minutes),
      volumes: [volumeOf(), candidate({ state, createdBy: minutesAgo(minutes) })],
    }),
  );

describe('a restore is given up', () => {
  const recorded = {
    kind: 'RestoreRecorded',
    actions: [{ tags: { 'hostkeeper:restore': expect.stringMatching(/^failed snap-01 /) } }],
  };

  it.each(['error', 'deleting', 'deleted'])('at once where its volume is in the state %s', (state) => {
    expect(withVolume(1, state)).toMatchObject(recorded);
  });

  it('after a quarter of an hour without one that can be attached', () => {
    expect(withVolume(14.9, 'creating')).toMatchObject({ kind: 'VolumeReady', status: 'wait' });
    expect(withVolume(15, 'creating')).toMatchObject(recorded);
    expect(firstDue(restoring({ restore: requested(15) }))).toMatchObject(recorded);
  });

  it('no more once its volume is there, however long it takes', () => {
    expect(withVolume(99, 'available')).toMatchObject({ kind: 'HostSuspended' });
  });

  it('no more once the old one is retired', () => {
    const volumes = [retired('vol-01', minutesAgo(99)), candidate({ state: 'in-use', createdBy: minutesAgo(99) })];
    expect(firstDue(restoring({ restore: requested(99), volumes, instances: [] }))).toMatchObject({
      kind: 'VolumeReady',
      status: 'wait',
    });
  });
});
