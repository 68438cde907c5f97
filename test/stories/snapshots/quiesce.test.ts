import { describe, expect, it } from 'vitest';

import { superblockOf } from '../../aws/ec2/disk.ts';
import { throttledCalls } from '../../support/queries.ts';
import { refreshInstance } from '../../support/refresh-instance.ts';
import { countCalls, givenEvening, passHours, SLOT, slotsOf, snapshotsOf } from '../../support/snapshot-story.ts';

const FREEZE = { 'hostkeeper:quiesce': 'freeze' };

/** What the tags of a host's snapshots say of their consistency. */
const consistencies = (...args: Parameters<typeof snapshotsOf>) =>
  snapshotsOf(...args).map(({ tags }) => tags.get('hostkeeper:consistency'));

describe('a host whose tag asks for a freeze', () => {
  it('takes its snapshot itself while its file system is frozen, for less than two seconds', async () => {
    const { world, volume } = await givenEvening({ blog: { tags: FREEZE }, shop: {} });
    const frozen = new Set<boolean>();
    world.watch(({ operation }) => {
      if (operation === 'CreateSnapshot') frozen.add(volume('blog').frozenSince !== undefined);
    });
    await passHours({ world }, 0.75);
    expect([slotsOf(world, 'blog'), consistencies(world, 'blog')]).toEqual([[SLOT], ['frozen']]);
    expect([slotsOf(world, 'shop'), consistencies(world, 'shop')]).toEqual([[SLOT], ['crash']]);
    expect(frozen).toEqual(new Set([false, true]));
    const { frozenSince, longestFreeze, data, volumeId } = volume('blog');
    const [tagsOfBlog, tagsOfShop] = ['blog', 'shop'].map((host) => new Set(snapshotsOf(world, host)[0]?.tags.keys()));
    expect(tagsOfBlog).toEqual(tagsOfShop);
    expect(snapshotsOf(world, 'blog')[0]?.tags.get('hostkeeper:volume')).toBe(volumeId);
    expect(frozenSince).toBeUndefined();
    expect(longestFreeze).toBeGreaterThan(0);
    expect(longestFreeze).toBeLessThan(2);
    expect(snapshotsOf(world, 'blog')[0]?.data.fileSystem).toMatchObject({ writtenAt: superblockOf(data)?.writtenAt });
    expect(world.mails).toEqual([]);
  });

  it('costs at most five calls more', async () => {
    const without = await givenEvening({ blog: {} });
    await passHours(without, 0.75);
    const { world } = await givenEvening({ blog: { tags: FREEZE } });
    await passHours({ world }, 0.75);
    const callsOf = ({ calls }: typeof world) => calls.filter(({ caller }) => caller === 'SnapshotRole').length;
    expect(callsOf(world) - callsOf(without.world)).toBeLessThanOrEqual(5);
    expect(countCalls(world, 'SendCommand')).toBe(1);
    expect(countCalls(world, 'CreateSnapshot')).toBe(1);
  });

  it('by hand, too', async () => {
    const { world } = await givenEvening({ blog: { tags: FREEZE } });
    await world.invoke('snapshot', { reason: 'before "I" upgrade', hosts: ['blog'] });
    expect(consistencies(world, 'blog')).toEqual(['frozen']);
    expect(snapshotsOf(world, 'blog')[0]?.description).toBe('hostkeeper: blog, before "I" upgrade');
  });

  it('is not asked while it is suspended: nobody writes to its volume', async () => {
    const { world } = await givenEvening({ blog: { tags: FREEZE } });
    await world.invoke('emergency-shutdown', { reason: 'a holiday', hosts: ['blog'] });
    await passHours({ world }, 0.75);
    expect([slotsOf(world, 'blog'), consistencies(world, 'blog')]).toEqual([[SLOT], ['crash']]);
    expect(world.mails.filter(({ body }) => body.includes('quiesce'))).toEqual([]);
  });

  it('may be replaced meanwhile: its volume is unmounted, and its successor mounts it', async () => {
    const { world, volume, group } = await givenEvening({ blog: { tags: FREEZE } });
    let old = '';
    world.watch(({ operation }) => {
      if (operation === 'CreateSnapshot' && old === '') old = refreshInstance(world);
    });
    await passHours({ world }, 0.75);
    const [now] = group('blog').instances;
    expect([old === '', now?.instanceId === old, now?.lifecycleState]).toEqual([false, false, 'InService']);
    expect(volume('blog').attachment).toMatchObject({ instanceId: now?.instanceId, mounted: true });
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    expect(slotsOf(world, 'blog')).toEqual([SLOT]);
  });

  it('waits for its turn among a hundred and fifty, while its writes do not: AWS throttles none of them', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `host-${index}`);
    const { world, volume } = await givenEvening(Object.fromEntries(names.map((name) => [name, { tags: FREEZE }])));
    await passHours({ world }, 0.75);
    expect(names.flatMap((name) => consistencies(world, name))).toEqual(names.map(() => 'frozen'));
    const throttled = throttledCalls(world).map(({ operation }) => operation);
    expect(throttled).not.toContain('SendCommand');
    expect(throttled).not.toContain('CreateSnapshot');
    expect(Math.max(...names.map((name) => volume(name).longestFreeze))).toBeLessThan(2);
  });
});

describe('the signed request', () => {
  it('is of no use a minute later, nor for anything else', async () => {
    const { world } = await givenEvening({ blog: { tags: FREEZE } });
    await world.advance({ minutes: 31 });
    const sent = world.calls.find(({ operation }) => operation === 'SendCommand');
    const [url = ''] = Object(sent?.input['Parameters']).Url;
    const { searchParams: query } = new URL(url);
    const ask = async () => {
      const { status, body } = await world.respond({
        method: 'GET',
        path: '/',
        query,
        headers: {},
        body: new Uint8Array(),
      });
      return [status, /<Code>(\w+)</.exec(String(body))?.[1]];
    };
    query.set('TagSpecification.1.Tag.3.Value', 'data');
    expect(await ask()).toEqual([403, 'UnauthorizedOperation']);
    await world.advance({ minutes: 1 });
    expect(await ask()).toEqual([400, 'RequestExpired']);
    expect(slotsOf(world, 'blog')).toEqual([SLOT]);
  });
});
