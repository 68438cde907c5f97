import type { AutoScalingGroup, Filter } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { OutOfTime } from '../../../libs/controller/out-of-time.ts';
import { createHostDirectory, listHosts } from '../../../libs/hosts/directory.ts';

const start = new Date('2026-11-01T00:00:00Z').getTime();
const REGION = 'eu-central-1';

const group = (name: string, host = name): AutoScalingGroup => ({
  AutoScalingGroupName: name,
  MinSize: 0,
  MaxSize: 1,
  DesiredCapacity: 1,
  DefaultCooldown: 0,
  AvailabilityZones: [],
  HealthCheckType: 'EC2',
  CreatedTime: new Date(start),
  Tags: [
    { Key: 'hostkeeper:host', Value: host },
    { Key: 'hostkeeper:stage', Value: 'prod' },
  ],
});

/** A directory of groups, at a time that a test sets; `listings` has the filters of each call to AWS. */
const directoryOf = (...groups: readonly AutoScalingGroup[]) => {
  const listings: Filter[][] = [];
  let seconds = 0;
  const directory = createHostDirectory(
    () => ({
      describeAutoScalingGroups: async (filters, map) => {
        listings.push(filters);
        return groups.map(map);
      },
    }),
    'prod',
    [REGION],
    () => new Date(start + 1000 * seconds),
  );
  return { directory, listings, at: (second: number) => (seconds = second) };
};

const refTo = (host: string) => ({ host, region: REGION, group: host });

describe('a listing that was made at INIT', () => {
  it('is given to the event that follows at once, and to no other', async () => {
    const { directory, listings, at } = directoryOf(group('blog'));
    await directory.prefetch();
    at(1);
    expect((await directory.list()).hosts).toMatchObject([{ host: 'blog' }]);
    expect(listings).toHaveLength(1);
    at(2);
    await directory.list();
    at(3);
    await directory.list();
    expect(listings).toHaveLength(3);
  });

  it('is too old after five seconds', async () => {
    const { directory, listings, at } = directoryOf(group('blog'));
    await directory.prefetch();
    at(5);
    await directory.list();
    expect(listings).toHaveLength(2);
  });
});

describe('the one cache of the groups', () => {
  it('has the hosts of every listing, for five seconds', async () => {
    const { directory, listings, at } = directoryOf(group('blog'), group('shop'));
    await directory.list();
    at(4);
    expect((await directory.getMany([refTo('blog')])).get(refTo('blog'))).toMatchObject({ host: 'blog' });
    expect(listings).toHaveLength(1);
    at(5);
    await directory.getMany([refTo('blog')]);
    expect(listings).toHaveLength(2);
  });

  it('loads up to 50 hosts by their names, and more of them in one listing of all', async () => {
    const { directory, listings } = directoryOf();
    const refs = Array.from({ length: 51 }, (_, index) => refTo(`host-${index}`));
    await directory.getMany(refs.slice(0, 50));
    await directory.getMany(refs);
    expect(listings.map(([, filter]) => filter?.Name)).toEqual(['tag:hostkeeper:host', 'tag:hostkeeper:host']);
    for (const ref of refs) directory.invalidate(ref);
    await directory.getMany(refs);
    expect(listings.at(-1)?.[1]).toEqual({ Name: 'tag-key', Values: ['hostkeeper:host'] });
  });

  it('knows a host by its group, and the other groups of the same name', async () => {
    const { directory } = directoryOf(group('blog'), group('blog-2', 'blog'));
    const refs = [refTo('blog'), { ...refTo('blog'), group: 'blog-2' }, { ...refTo('blog'), group: 'blog-3' }];
    const hosts = await directory.getMany(refs);
    expect(refs.map((ref) => hosts.get(ref)?.duplicateGroups)).toEqual([['blog-2'], ['blog'], undefined]);
  });
});

/** Lists the hosts of regions that fail, each for one of these reasons. */
const listFailing = (...causes: readonly Error[]) => {
  const regions = causes.map((_, at) => `region-${at}`);
  const lister = (region: string) => ({
    describeAutoScalingGroups: async () => Promise.reject(causes[regions.indexOf(region)]),
  });
  return listHosts(lister, 'prod', regions);
};

describe('regions that cannot be listed', () => {
  it('for want of time, all of them, are no failure of AWS', async () => {
    await expect(listFailing(new OutOfTime(), new OutOfTime())).rejects.toThrow(new OutOfTime('no hosts were listed'));
  });

  it('for different reasons are all named', async () => {
    await expect(listFailing(new OutOfTime(), new Error('AWS is down'))).rejects.toThrow(
      /^no hosts can be listed: region-0: the time of this run .*; region-1: AWS is down$/,
    );
  });
});
