import { describe, expect, it } from 'vitest';

import { type Facts, isRefusal, type RestoreRequest } from '../../../../libs/restore/request/model.ts';
import { chooseSource } from '../../../../libs/restore/request/source.ts';
import { minutesAgo } from '../../../support/host-fixture.ts';
import { snapshotOf, volumeOf } from '../../../support/restore-plan-fixture.ts';
import { facts } from '../../../support/restore-request-fixture.ts';

const at = (hours: number) => minutesAgo(60 * hours);
const named = { snapshotId: 'snap-09' };
const night = (snapshotId: string, hours: number, more: Partial<ReturnType<typeof snapshotOf>> = {}) =>
  snapshotOf({ snapshotId, startTime: at(hours), ...more });

/** The id of what is chosen, or the refusal. */
const chosen = (from: RestoreRequest['from'], overrides: Partial<Facts>) => {
  const source = chooseSource(from, facts(overrides));
  if (isRefusal(source)) return source;
  return 'volume' in source ? source.volume.volumeId : source.snapshot.snapshotId;
};

const nights = [night('snap-02', 48), night('snap-04', 96), night('snap-01', 24), night('snap-03', 72)];
const offered =
  'there is snap-01 of 2026-11-13T12:00:00.000Z, snap-02 of 2026-11-12T12:00:00.000Z, snap-03 of 2026-11-11T12:00:00.000Z';

describe('a snapshot that is named', () => {
  it.each<[string, Partial<ReturnType<typeof snapshotOf>>, string]>([
    ['is pending', { state: 'pending' }, 'snap-09 is still pending; ask again when it is completed'],
    ['has failed', { state: 'error', problem: 'no key' }, 'snap-09 has failed, no key'],
    ['has failed for no known reason', { state: 'error' }, 'snap-09 has failed, without a reason'],
    ['is in the Recycle Bin', { state: 'recovering' }, 'snap-09 is recovering'],
    [
      'was found to hold something else',
      { fileSystem: 'wrong: blank' },
      'snap-09 holds not the file system that the host had: it is tagged "wrong: blank"',
    ],
  ])('and %s is refused, with the newest three that are none of this', (_, more, words) => {
    const wrong = night('snap-07', 1, { fileSystem: 'wrong: blank' });
    const snapshots = [...nights, wrong, night('snap-08', 2, { keptBy: 'restore' }), night('snap-09', 0, more)];
    expect(chosen(named, { snapshots })).toEqual({ refused: `${words}; ${offered}` });
  });

  it('is taken with the file system that the host had, and none else of its host', () => {
    const snapshots = [...nights, night('snap-09', 200, { fileSystem: 'ext4 0b2c root' })];
    expect(chosen(named, { snapshots })).toBe('snap-09');
  });

  it('and is a copy in another region is refused with the command that copies it, not another one', () => {
    const copies = { region: 'eu-west-1', snapshots: [night('snap-08', 1), night('snap-09', 2)] };
    expect(chosen(named, { copies })).toEqual({
      refused: 'snap-09 is in eu-west-1: copy it to eu-central-1, and restore from the copy',
      command:
        'aws ec2 copy-snapshot --region eu-central-1 --source-region eu-west-1 --source-snapshot-id snap-09 --tag-specifications ' +
        "'ResourceType=snapshot,Tags=[{Key=hostkeeper:host,Value=blog},{Key=hostkeeper:stage,Value=prod},{Key=hostkeeper:role,Value=snapshot}]'",
    });
  });

  it('and is of another host, of none, or not there, is refused', () => {
    const snapshots = nights;
    expect(chosen(named, { snapshots, stranger: { ...named, host: 'shop' } })).toEqual({
      refused: `snap-09 is of the host shop; ${offered}`,
    });
    expect(chosen(named, { snapshots })).toEqual({ refused: `there is no snap-09 in eu-central-1; ${offered}` });
    expect(chosen(named, { snapshots, stranger: named })).toEqual({
      refused: 'snap-09 is not tagged as one of blog: add the tags, if it is',
      command:
        'aws ec2 create-tags --region eu-central-1 --resources snap-09 --tags ' +
        'Key=hostkeeper:host,Value=blog Key=hostkeeper:stage,Value=prod Key=hostkeeper:role,Value=snapshot',
    });
  });
});

describe('the newest snapshot', () => {
  it('is chosen of those that are completed and right, in whatever order they are listed', () => {
    const bad = [night('snap-07', 1, { state: 'pending' }), night('snap-08', 2, { fileSystem: 'wrong: blank' })];
    expect(chosen('latest', { snapshots: [...nights, ...bad] })).toBe('snap-01');
    expect(chosen('latest', { snapshots: [...bad, ...nights].toReversed() })).toBe('snap-01');
  });

  it('where there is none, is refused with the command that copies the newest of another region', () => {
    const copies = {
      region: 'eu-west-1',
      snapshots: [night('snap-06', 5, { state: 'error' }), night('snap-08', 9), night('snap-07', 6)],
    };
    expect(chosen('latest', { snapshots: [], copies })).toMatchObject({
      refused:
        'nothing can be restored: eu-west-1 has snap-07 of 2026-11-14T06:00:00.000Z: copy it to eu-central-1, and restore from the copy',
      command: expect.stringContaining('--source-snapshot-id snap-07 '),
    });
    expect(chosen({ at: at(1) }, { snapshots: [], copies })).toMatchObject({
      refused: expect.stringMatching(
        /^there is no snapshot of blog at or before 2026-11-14T11:00:00.000Z: eu-west-1 has snap-07/,
      ),
      command: expect.stringContaining('--source-snapshot-id snap-07 '),
    });
  });

  it('where there is none anywhere, is refused without a command', () => {
    expect(chosen('latest', { snapshots: [night('snap-01', 1, { state: 'pending' })] })).toEqual({
      refused: 'nothing can be restored: blog has no snapshot that is completed',
    });
  });

  it('before a time is the last one before it; where all are later, the oldest is said', () => {
    expect(chosen({ at: at(60) }, { snapshots: nights })).toBe('snap-03');
    expect(chosen({ at: at(97) }, { snapshots: nights })).toEqual({
      refused:
        'there is no snapshot of blog at or before 2026-11-10T11:00:00.000Z: the oldest is snap-04 of 2026-11-10T12:00:00.000Z',
    });
  });
});

describe('a volume that is named', () => {
  const retired = [
    volumeOf(),
    volumeOf({ volumeId: 'vol-07', role: 'retired' }),
    volumeOf({ volumeId: 'vol-08', role: 'candidate' }),
    volumeOf({ volumeId: 'vol-09', role: 'retired' }),
  ];
  const { role: _, ...untagged } = volumeOf({ volumeId: 'vol-06' });

  it.each<[string, string, Facts['volumes'], string]>([
    ['of another host', 'vol-99', retired, 'vol-99 is no volume of blog; retired is vol-07, vol-09'],
    ['that is the data', 'vol-01', retired, 'vol-01 is the data of blog already'],
    [
      'that a restore has created and not used',
      'vol-08',
      retired,
      'vol-08 has the role candidate, and not retired; retired is vol-07, vol-09',
    ],
    [
      'without a role',
      'vol-06',
      [untagged],
      'vol-06 has the role of nothing, and not retired; no volume of it is retired',
    ],
  ])('%s is refused, with those that are retired', (_name, volumeId, volumes, refused) => {
    expect(chosen({ volumeId }, { volumes })).toEqual({ refused });
  });

  it('is taken where it is retired, and not the first that is', () => {
    expect(chosen({ volumeId: 'vol-09' }, { volumes: retired })).toBe('vol-09');
  });
});
