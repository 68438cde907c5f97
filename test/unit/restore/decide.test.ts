import { describe, expect, it } from 'vitest';

import { decide } from '../../../libs/restore/request/decide.ts';
import { type Facts, isRefusal, type RestoreRequest } from '../../../libs/restore/request/model.ts';
import { hostFixture, minutesAgo, now, zone } from '../../support/host-fixture.ts';
import { snapshotOf, volumeOf } from '../../support/restore-plan-fixture.ts';

const subnet = (name: string, inZone: string, vpc = 'vpc-01') => ({ subnetId: `subnet-${name}`, zone: inZone, vpc });

/** What a request is decided on: a host in a subnet of its own, and another zone that it may move to. */
const facts = (overrides: Partial<Facts> = {}): Facts => {
  const host = { ...hostFixture(), subnets: ['subnet-0a'] };
  return {
    host,
    hosts: [host],
    volumes: [volumeOf()],
    snapshots: [snapshotOf()],
    copies: { region: '', snapshots: [] },
    subnets: [subnet('0a', zone), subnet('0b', 'eu-central-1b')],
    allowedSubnets: ['subnet-0b'],
    now,
    ...overrides,
  };
};

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
