import { describe, expect, it } from 'vitest';

import { decide } from '../../../../libs/restore/request/decide.ts';
import { type Facts, isRefusal, type RestoreRequest } from '../../../../libs/restore/request/model.ts';
import { minutesAgo, now, zone } from '../../../support/host-fixture.ts';
import { snapshotOf, volumeOf } from '../../../support/restore-plan-fixture.ts';
import { facts, subnet } from '../../../support/restore-request-fixture.ts';

/** The restore that a request leads to, or why it is refused. */
const decided = (request: Omit<RestoreRequest, 'host'>, overrides?: Partial<Facts>) => {
  const decision = decide({ host: 'blog', ...request }, facts(overrides));
  return isRefusal(decision) ? decision.refused : decision.restore;
};

describe('a request for a restore', () => {
  it('is for the zone of the data where none is named', () => {
    expect(decided({ from: 'latest' })).toEqual({ status: 'restoring', source: 'snap-01', zone, since: now });
  });

  it('is for the zone of the group where there is no data either', () => {
    expect(decided({ from: 'latest' }, { volumes: [] })).toMatchObject({ zone });
  });

  it('moves the group to the subnet that it may move to', () => {
    expect(decided({ from: 'latest', zone: 'eu-central-1b' })).toMatchObject({
      zone: 'eu-central-1b',
      subnet: 'subnet-0b',
    });
  });

  it.each<[string, Partial<Facts>, RegExp]>([
    [
      'several subnets',
      {
        subnets: [subnet('0a', zone), subnet('0b', 'eu-central-1b'), subnet('0c', 'eu-central-1b')],
        allowedSubnets: ['subnet-0b', 'subnet-0c'],
      },
      /several subnets in eu-central-1b may be used, subnet-0b and subnet-0c/,
    ],
    [
      'a subnet of another network only',
      { subnets: [subnet('0a', zone), subnet('0b', 'eu-central-1b', 'vpc-02')] },
      /no subnet in eu-central-1b: choose one of eu-central-1a,/,
    ],
    ['a subnet that the role may not use', { allowedSubnets: [] }, /no subnet in eu-central-1b/],
  ])('is refused for a zone with %s', (_, overrides, words) => {
    expect(decided({ from: 'latest', zone: 'eu-central-1b' }, overrides)).toMatch(words);
  });

  it('takes the newest snapshot at or before a time, and none that a restore has made', () => {
    const snapshots = [
      snapshotOf({ snapshotId: 'snap-03', startTime: minutesAgo(10), keptBy: 'restore' }),
      snapshotOf({ snapshotId: 'snap-02', startTime: minutesAgo(60) }),
      snapshotOf({ snapshotId: 'snap-01', startTime: minutesAgo(120) }),
    ];
    const sourceAt = (minutes: number) => decided({ from: { at: minutesAgo(minutes) } }, { snapshots });
    expect(sourceAt(0)).toMatchObject({ source: 'snap-02' });
    expect(sourceAt(60)).toMatchObject({ source: 'snap-02' });
    expect(sourceAt(61)).toMatchObject({ source: 'snap-01' });
    expect(sourceAt(121)).toMatch(/the oldest is snap-01 of/);
    expect(decided({ from: { snapshotId: 'snap-03' } }, { snapshots })).toMatchObject({ source: 'snap-03' });
  });

  it('goes back to a retired volume, in its own zone alone', () => {
    const volumes = [volumeOf(), volumeOf({ volumeId: 'vol-09', role: 'retired', zone: 'eu-central-1b' })];
    const from = { volumeId: 'vol-09' };
    expect(decided({ from }, { volumes })).toMatchObject({
      source: 'vol-09',
      zone: 'eu-central-1b',
      subnet: 'subnet-0b',
    });
    expect(decided({ from, zone }, { volumes })).toMatch(/vol-09 is in eu-central-1b, and cannot leave it/);
    expect(decided({ from, rate: 100 }, { volumes })).toMatch(/needs no initialization/);
    expect(decided({ from: { volumeId: 'vol-01' } }, { volumes })).toMatch(/is the data of blog already/);
  });
});

const restore = { source: 'snap-01', zone, since: minutesAgo(3) } as const;
const other = 'eu-central-1b';

/** A host whose volumes are in another zone than its group. */
const apart = [volumeOf({ zone: other })];

describe('no restore begins, whatever it is from,', () => {
  it.each<[string, Partial<Facts['host']>, string]>([
    [
      'of one of two hosts with one name',
      { duplicateGroups: ['blog-2', 'blog-3'] },
      'the group blog-2 has the same tag hostkeeper:host: rename one of the two hosts',
    ],
    [
      'while one is in progress',
      { restore: { status: 'restoring', ...restore } },
      `it is being restored from snap-01 since ${restore.since.toISOString()}: wait until that is over`,
    ],
    [
      'while nobody can read whether one is',
      { restore: { status: 'unreadable', text: 'maybe' } },
      'its tag hostkeeper:restore says "maybe", which means nothing',
    ],
    [
      'of a host of which nobody can read what is intended',
      { state: { intent: 'unreadable', text: 'off' } },
      'its tag hostkeeper:state says "off", which means nothing',
    ],
    [
      'of a host without data',
      { tags: { 'hostkeeper:device': 'none' } },
      'it has no data volume: its tag hostkeeper:device is none',
    ],
  ])('%s', (_, host, reason) => {
    const overrides = {
      host: { ...facts().host, ...host },
      volumes: [volumeOf({ volumeId: 'vol-09', role: 'retired' })],
    };
    expect(decided({ from: 'latest' }, overrides)).toContain(reason);
    expect(decided({ from: { volumeId: 'vol-09' } }, overrides)).toContain(reason);
  });

  it('but after one that is done or has failed', () => {
    for (const status of ['done', 'failed'] as const)
      expect(decided({ from: 'latest' }, { host: { ...facts().host, restore: { status, ...restore } } })).toMatchObject(
        { status: 'restoring' },
      );
  });
});

describe('the zone of a restore', () => {
  it('is that of the data, to which the group moves, rather than that of the group', () => {
    expect(decided({ from: 'latest' }, { volumes: apart })).toStrictEqual({
      status: 'restoring',
      source: 'snap-01',
      zone: other,
      subnet: 'subnet-0b',
      since: now,
    });
  });

  it('is the first of the group where there is no data, although a retired volume is elsewhere', () => {
    const volumes = [volumeOf({ role: 'retired', zone: other })];
    const host = { ...facts().host, zones: [zone, 'eu-central-1c'] };
    expect(decided({ from: 'latest' }, { volumes, host })).toStrictEqual({
      status: 'restoring',
      source: 'snap-01',
      zone,
      since: now,
    });
  });

  it('is none of another region', () => {
    expect(decided({ from: 'latest', zone: 'us-east-1a' })).toBe(
      'us-east-1a is not a zone of eu-central-1, where its group is',
    );
    const abroad = { ...facts().host, zones: ['us-east-1a'] };
    expect(decided({ from: 'latest', zone: 'us-east-1a' }, { host: abroad })).toMatch(/is not a zone of/);
  });

  it('is any with an allowed subnet where the subnet of the group is not known', () => {
    const subnets = [subnet('0b', other, 'vpc-02')];
    expect(decided({ from: 'latest', zone: other }, { subnets })).toMatchObject({ subnet: 'subnet-0b' });
  });

  it('has the subnet of that zone alone, and is refused with the zones that there are', () => {
    const subnets = [subnet('0a', zone), subnet('0c', 'eu-central-1c'), subnet('0b', other)];
    const allowedSubnets = ['subnet-0c', 'subnet-0b'];
    expect(decided({ from: 'latest', zone: other }, { subnets, allowedSubnets })).toMatchObject({
      subnet: 'subnet-0b',
    });
    expect(decided({ from: 'latest', zone: 'eu-central-1d' }, { subnets, allowedSubnets })).toBe(
      'its group has no subnet in eu-central-1d: choose one of eu-central-1a, eu-central-1b, eu-central-1c, ' +
        'or deploy with a subnet of eu-central-1d in the parameter restoreSubnets',
    );
  });
});

/** The hosts of which a threshold of a month has stopped two. */
const stopped = (month: string): Partial<Facts> => {
  const threshold = { multiple: 1, month };
  const state = { intent: 'suspended', since: minutesAgo(9), cause: 'budget', threshold } as const;
  return { hosts: [facts().host, { ...facts().host, host: 'shop', state }, { ...facts().host, host: 'wiki', state }] };
};

describe('a rate of initialization', () => {
  it('is recorded with the restore', () => {
    expect(decided({ from: 'latest', rate: 200 })).toMatchObject({ rate: 200 });
    expect(decided({ from: 'latest', rate: 200 }, stopped('2026-10'))).toMatchObject({ rate: 200 });
  });

  it('is refused while this month’s bill has stopped a host, and nothing else is', () => {
    expect(decided({ from: 'latest', rate: 200 }, stopped('2026-11'))).toBe(
      'a threshold of this month has stopped shop, wiki: restore without a rate, which costs nothing',
    );
    expect(decided({ from: 'latest' }, stopped('2026-11'))).toMatchObject({ status: 'restoring' });
  });
});
