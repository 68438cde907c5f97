import { describe, expect, it } from 'vitest';

import { createKeyedCache } from '../../../libs/controller/keyed-cache.ts';
import type { HostRef } from '../../../libs/controller/result.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import {
  type Ec2Instance,
  type GroupActivity,
  TERMINATE,
  type UnmountRequest,
  type Volume,
} from '../../../libs/lifecycle/model.ts';
import type { ObservationCache } from '../../../libs/lifecycle/observe/cache.ts';
import { observe } from '../../../libs/lifecycle/observe/observe.ts';
import { ec2Instance, hostFixture, secondsAgo, volume } from '../../support/host-fixture.ts';

/** In the maintenance window, in which retirements are read. */
const now = () => new Date('2026-11-14T02:30:00Z');

/** A cache whose loader returns `values`; `requested` has every key that was asked for. */
const cacheWith = <Key, Value>(values: readonly (readonly [Key, Value])[], requested: Key[] = []) =>
  createKeyedCache<Key, Value>(now, {
    id: (key) => JSON.stringify(key),
    load: async (keys) => {
      requested.push(...keys);
      return values;
    },
    ttlSeconds: () => 1,
  });

const refTo = (host: string): HostRef => ({ host, region: 'eu-central-1', group: `${host}-group` });

/** A host with an instance in service and one that terminates, and with these tags. */
const hostWith = (host: string, tags: Readonly<Record<string, string>> = {}): Host => ({
  ...hostFixture({ instances: { [`i-${host}`]: 'InService', [`i-${host}-old`]: 'Terminating:Wait' }, tags }),
  ...refTo(host),
});

const attachedTo = (volumeId: string, instanceId: string) =>
  volume({
    volumeId,
    state: 'in-use',
    attachments: [{ instanceId, state: 'attached', attachTime: secondsAgo(60) }],
  });

describe('the observation of several hosts', () => {
  const containerKeys: { cluster: string; instanceId: string }[] = [];
  const activityKeys: string[] = [];
  const failed = { isLaunch: true, status: 'Failed', startedAt: secondsAgo(60), endedAt: secondsAgo(50) };
  const hosts = [hostWith('blog', { cluster: 'web' }), hostWith('shop')];
  const cache: ObservationCache = {
    instances: cacheWith<string, readonly Ec2Instance[]>(
      ['blog', 'shop'].map((host) => [`${host}-group`, [ec2Instance(`i-${host}`), ec2Instance(`i-${host}-old`)]]),
    ),
    foreignInstances: cacheWith([]),
    volumes: cacheWith<string, readonly Volume[]>([
      ['blog', [attachedTo('vol-blog', 'i-blog-old')]],
      ['shop', [attachedTo('vol-shop', 'i-shop-old')]],
    ]),
    addresses: cacheWith([]),
    records: cacheWith([]),
    hooks: cacheWith([]),
    activities: cacheWith<string, readonly GroupActivity[]>([['shop-group', [failed]]], activityKeys),
    firstSeen: new Map(),
    retirements: cacheWith([
      ['i-blog', new Date('2026-12-01T00:00:00Z')],
      ['i-shop', new Date('2026-12-02T00:00:00Z')],
      ['i-of-nobody', new Date('2026-12-03T00:00:00Z')],
    ]),
    terminationStarts: cacheWith([
      [{ group: 'blog-group', instanceId: 'i-blog-old' }, secondsAgo(10)],
      [{ group: 'shop-group', instanceId: 'i-shop-old' }, secondsAgo(20)],
    ]),
    containerInstances: cacheWith(
      [
        [
          { cluster: 'web', instanceId: 'i-blog-old' },
          { arn: 'arn:1', status: 'DRAINING', runningTasks: 1 },
        ],
      ],
      containerKeys,
    ),
    unmountRequests: cacheWith<{ instanceId: string; volumeId: string }, readonly UnmountRequest[]>([
      [
        { instanceId: 'i-shop-old', volumeId: 'vol-shop' },
        [
          { status: 'Success', requestedAt: secondsAgo(5) },
          { status: 'Pending', requestedAt: secondsAgo(1) },
        ],
      ],
    ]),
    sentUnmountRequests: new Map(),
    requested: new Map([
      ['i-blog-old', ['hostkeeper-terminate']],
      ['i-shop', [TERMINATE]],
    ]),
  };
  const directory = cacheWith<HostRef, Host>(hosts.map((host) => [refTo(host.host), host]));
  const scope = { zones: [], names: [] };
  const observeAll = async () => {
    const observations = await observe(directory, cache, scope, now)(hosts.map(({ host }) => refTo(host)));
    return [...observations.values()];
  };

  it('gives each host what belongs to it alone', async () => {
    const [blog, shop] = await observeAll();
    expect(blog?.terminations).toEqual(
      new Map([
        [
          'i-blog-old',
          { since: secondsAgo(10), containerInstance: { arn: 'arn:1', status: 'DRAINING', runningTasks: 1 } },
        ],
      ]),
    );
    expect(shop?.terminations).toEqual(
      new Map([
        ['i-shop-old', { since: secondsAgo(20), unmountRequest: { status: 'Success', requestedAt: secondsAgo(5) } }],
      ]),
    );
    expect(blog?.retirements).toEqual(new Map([['i-blog', new Date('2026-12-01T00:00:00Z')]]));
    expect(shop?.retirements).toEqual(new Map([['i-shop', new Date('2026-12-02T00:00:00Z')]]));
    expect(blog?.requested).toEqual(new Map([['i-blog-old', ['hostkeeper-terminate']]]));
    expect(shop?.requested).toEqual(new Map([['i-shop', [TERMINATE]]]));
  });

  it('asks ECS only about the instances of hosts with a cluster', async () => {
    await observeAll();
    expect(containerKeys).toEqual([{ cluster: 'web', instanceId: 'i-blog-old' }]);
  });

  it('reads the last launch of groups whose instances AWS retires, for one that ends would not be replaced', async () => {
    const [blog, shop] = await observeAll();
    expect(new Set(activityKeys)).toEqual(new Set(['blog-group', 'shop-group']));
    expect(blog).not.toHaveProperty('failedLaunch');
    expect(shop?.failedLaunch).toEqual(failed);
  });

  it('leaves out a host whose group no longer exists', async () => {
    const observations = await observe(directory, cache, scope, now)([refTo('blog'), refTo('wiki')]);
    expect([...observations.keys()]).toEqual([refTo('blog')]);
  });
});
