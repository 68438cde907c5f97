import { describe, expect, it } from 'vitest';

import { createKeyedCache } from '../../../libs/controller/keyed-cache.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import type { Ec2Instance, GroupActivity } from '../../../libs/lifecycle/model.ts';
import { backAfterOutage, lostBefore, observeAbsences } from '../../../libs/lifecycle/observe/absences.ts';
import { ec2Instance, type HostFixture, hostFixture, minutesAgo, now } from '../../support/host-fixture.ts';

const GROUP = 'blog-group';

/** A launch of some minutes ago that came to this. */
const launch = (minutes: number, status: string, more: Partial<GroupActivity> = {}): GroupActivity => ({
  isLaunch: true,
  status,
  startedAt: minutesAgo(minutes),
  endedAt: minutesAgo(minutes),
  ...more,
});
const end = (minutes: number): GroupActivity => ({ ...launch(minutes, 'Successful'), isLaunch: false });

/** What is known of the absence of a host that was first seen without an instance some minutes ago. */
const absenceOf = async (
  activities: readonly GroupActivity[],
  more: { readonly host?: HostFixture; readonly launched?: readonly Ec2Instance[]; readonly seen?: number } = {},
) => {
  const read: string[] = [];
  const host: Host = hostFixture({ instances: {}, ...more.host });
  const cache = {
    firstSeen: new Map(more.seen === undefined ? [] : [[GROUP, minutesAgo(more.seen)]]),
    activities: createKeyedCache<string, readonly GroupActivity[]>(() => now, {
      id: (group) => group,
      load: async (groups) => {
        read.push(...groups);
        return [[GROUP, activities]];
      },
      ttlSeconds: () => 60,
    }),
  };
  const absences = await observeAbsences(cache, [{ host, launched: more.launched ?? [] }], now);
  return { absence: absences.get(GROUP), read, firstSeen: cache.firstSeen.get(GROUP) };
};

describe('a host without an instance in service', () => {
  it('has been without since the first failed launch after one that succeeded', async () => {
    const failures = [
      launch(2, 'Failed'),
      launch(20, 'Failed'),
      end(30),
      launch(90, 'Successful'),
      launch(99, 'Failed'),
    ];
    expect((await absenceOf(failures, { seen: 16 })).absence).toEqual({
      since: minutesAgo(30),
      failure: failures[0],
    });
  });

  it('has been without since the launch that succeeded last, where nothing has followed', async () => {
    const ended = launch(50, 'Successful', { startedAt: minutesAgo(51) });
    expect((await absenceOf([ended], { seen: 16 })).absence).toEqual({ since: minutesAgo(50) });
    const { endedAt: _, ...unfinished } = ended;
    expect((await absenceOf([unfinished], { seen: 16 })).absence).toEqual({ since: minutesAgo(51) });
  });

  it('has been without since its desired capacity was raised, whatever came before', async () => {
    const wanted = launch(25, 'Failed', { wantedSince: minutesAgo(26) });
    expect((await absenceOf([launch(5, 'Failed'), wanted, end(200)], { seen: 16 })).absence?.since).toEqual(
      minutesAgo(26),
    );
  });

  it('has been without since its intent changed, if that came later, and since it was first seen, if nothing says', async () => {
    const state = { intent: 'running', since: minutesAgo(20) } as const;
    expect((await absenceOf([end(30)], { host: { state }, seen: 16 })).absence?.since).toEqual(minutesAgo(20));
    expect((await absenceOf([], { seen: 40 })).absence?.since).toEqual(minutesAgo(40));
    expect((await absenceOf([end(30)], { seen: 16 })).absence?.since).toEqual(minutesAgo(30));
    expect((await absenceOf([end(3)], { seen: 16 })).absence?.since).toEqual(minutesAgo(16));
  });

  it('may be about to launch when it was only just seen, unless a launch has failed', async () => {
    expect((await absenceOf([end(30)])).absence).toEqual({ since: now });
    expect((await absenceOf([end(30)], { seen: 0.7 })).absence?.since).toEqual(minutesAgo(0.7));
    expect((await absenceOf([end(30)], { seen: 0.75 })).absence?.since).toEqual(minutesAgo(30));
    expect((await absenceOf([launch(1, 'Failed'), end(30)])).absence?.since).toEqual(minutesAgo(30));
  });

  it('is not blamed on a launch that failed before, or that is another matter', async () => {
    const wanted = launch(25, 'InProgress', { wantedSince: minutesAgo(26) });
    expect((await absenceOf([wanted, launch(30, 'Failed')], { seen: 16 })).absence).not.toHaveProperty('failure');
    expect((await absenceOf([launch(5, 'Cancelled'), end(30)], { seen: 16 })).absence?.failure?.status).toBe(
      'Cancelled',
    );
    const kept = { ...end(5), status: 'Failed' };
    expect((await absenceOf([kept, end(30)], { seen: 16 })).absence).not.toHaveProperty('failure');
  });

  it('is none that is stopped, that is wanted at none, or that has one', async () => {
    for (const host of [
      { state: { intent: 'suspended', since: minutesAgo(60), cause: 'budget' } },
      { sizes: { min: 0, desired: 0, max: 1 } },
      { instances: { 'i-0': 'Pending', 'i-1': 'InService' } },
    ] satisfies HostFixture[])
      expect(await absenceOf([end(30)], { host, seen: 16 })).toEqual({ read: [], absence: undefined });
    const resuming = { intent: 'resuming', since: minutesAgo(60), sizes: { min: 0, desired: 1, max: 1 } } as const;
    expect((await absenceOf([end(30)], { host: { state: resuming }, seen: 16 })).absence).toBeDefined();
    expect((await absenceOf([], { host: { instances: { 'i-1': 'Pending' } } })).firstSeen).toEqual(now);
  });
});

describe('the activities of a group', () => {
  it.each<[string, Parameters<typeof absenceOf>[1]]>([
    ['its intent changed', { host: { state: { intent: 'running', since: minutesAgo(14) } } }],
    ['an instance was launched', { launched: [ec2Instance('i-1', { launchTime: minutesAgo(14) })] }],
    ['an instance ended', { launched: [ec2Instance('i-1', { endedAt: minutesAgo(14) })] }],
    ['an instance terminates', { host: { instances: { 'i-1': 'Terminating:Wait' } } }],
  ])('are not read while its absence is explained: %s less than 15 minutes ago', async (_, more) => {
    expect((await absenceOf([end(30)], { ...more, seen: 14 })).read).toEqual([]);
    expect((await absenceOf([end(30)], { ...more, seen: 15 })).read).toEqual([GROUP]);
  });

  it('are read where nothing explains it', async () => {
    const launched = [ec2Instance('i-1', { launchTime: minutesAgo(15), endedAt: minutesAgo(15) })];
    expect((await absenceOf([end(30)], { launched })).read).toEqual([GROUP]);
    expect((await absenceOf([end(30)], { host: { instances: { 'i-1': 'Pending' } } })).read).toEqual([GROUP]);
  });
});

/** A host of which this was notified. */
const notified = (fingerprints: readonly string[], more: HostFixture = {}) =>
  hostFixture({ history: { fingerprints, at: minutesAgo(5) }, ...more });

describe('the end of an outage', () => {
  const ended = [ec2Instance('i-0', { endedAt: minutesAgo(9) })];

  it('needs the activities of the group where EC2 does not know the one instance that ended', () => {
    const back = notified(['abc:']);
    expect(backAfterOutage([{ host: back, launched: [] }])).toEqual([GROUP]);
    expect(backAfterOutage([{ host: back, launched: [...ended, ...ended] }])).toEqual([GROUP]);
    expect(backAfterOutage([{ host: back, launched: [...ended, ec2Instance('i-1')] }])).toEqual([]);
  });

  it('is none of a host that is still absent, or of which no outage was notified', () => {
    expect(backAfterOutage([{ host: notified(['abc:'], { instances: {} }), launched: [] }])).toEqual([]);
    expect(backAfterOutage([{ host: notified(['abc=', 'def']), launched: [] }])).toEqual([]);
  });

  it('is counted from when the group lost the instance before the one that is in service', () => {
    const activities = [
      end(1),
      launch(3, 'Successful'),
      launch(5, 'Failed'),
      end(7),
      launch(90, 'Successful'),
      end(95),
    ];
    expect(lostBefore(activities)).toEqual(minutesAgo(7));
    expect(lostBefore([launch(3, 'Failed'), end(7)])).toBeUndefined();
  });
});
