import { describe, expect, it } from 'vitest';

import { createKeyedCache } from '../../../libs/controller/keyed-cache.ts';
import type { Hook } from '../../../libs/aws/lifecycle-hooks.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { observeHooks } from '../../../libs/lifecycle/observe/hook-checks.ts';
import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import { ec2Instance, type HostFixture, hostFixture, minutesAgo, now } from '../../support/host-fixture.ts';

/** The time some minutes after another. */
const minutesFrom = (start: Date, minute: number) => new Date(start.getTime() + 60_000 * minute);

const ours = (host: string): readonly Hook[] =>
  [LAUNCH_HOOK, TERMINATE_HOOK].map((hook) => Object.assign({ metadata: host }, hook));

/** A region whose groups have these hooks; `read` has the groups whose hooks were read, pass by pass. */
const givenRegion = (hooksOf: (group: string) => readonly Hook[] = () => ours('blog')) => {
  const firstSeen = new Map<string, Date>();
  return {
    readIn: async (hosts: readonly Host[], time: Date, more: { launchTime?: Date; isStatus?: boolean } = {}) => {
      const read: string[] = [];
      const cache = {
        firstSeen,
        hooks: createKeyedCache<string, readonly Hook[]>(() => time, {
          id: (group) => group,
          load: async (groups) => {
            read.push(...groups);
            return groups.map((group) => [group, hooksOf(group)]);
          },
          ttlSeconds: () => 60,
        }),
      };
      const instances = [ec2Instance('i-1', { launchTime: more.launchTime ?? minutesAgo(10_000) })];
      await observeHooks(cache, hosts, () => instances, time, more.isStatus ?? false);
      return read;
    },
  };
};

const blog = (more: HostFixture = {}): Host => hostFixture(more);
const fleet = (count: number, more: HostFixture = {}): readonly Host[] =>
  Array.from({ length: count }, (_, index) => ({ ...blog(more), group: `group-${index}` }));

/** The minutes of some hours in which a healthy host's hooks are read. */
const minutesRead = async (minutes: number, group = 'blog-group'): Promise<readonly number[]> => {
  const { readIn } = givenRegion();
  const all: number[] = [];
  for (let minute = 0; minute < minutes; minute += 1)
    if ((await readIn([{ ...blog(), group }], minutesFrom(now, minute))).length > 0) all.push(minute);
  return all;
};

describe('the hooks of a group', () => {
  it('are read five times a day, in a minute of its own', async () => {
    const [first, second, ...others] = await minutesRead(2 * 288);
    expect(others).toEqual([]);
    expect((second ?? 0) - (first ?? 0)).toBe(288);
    expect(await minutesRead(288, 'shop-group')).not.toEqual([first]);
  });

  it('are read two minutes after a launch', async () => {
    const [own = 0] = await minutesRead(288);
    const { readIn } = givenRegion();
    const time = minutesFrom(now, own + 10);
    const readAfter = (minutes: number) => readIn([blog()], time, { launchTime: minutesFrom(time, -minutes) });
    expect([await readAfter(1), await readAfter(2), await readAfter(3)]).toEqual([[], ['blog-group'], []]);
  });

  it('are read on every pass until they are as they should be', async () => {
    const [own = 0] = await minutesRead(288);
    let hooks: readonly Hook[] = [];
    const { readIn } = givenRegion(() => hooks);
    expect(await readIn([blog()], minutesFrom(now, own))).toEqual(['blog-group']);
    expect(await readIn([blog()], minutesFrom(now, own + 1))).toEqual(['blog-group']);
    hooks = ours('blog');
    expect(await readIn([blog()], minutesFrom(now, own + 2))).toEqual(['blog-group']);
    expect(await readIn([blog()], minutesFrom(now, own + 3))).toEqual([]);
  });

  it('are read of newly enrolled hosts, of twenty in a pass', async () => {
    const [own = 0] = await minutesRead(288);
    const isNew = { history: { fingerprints: [] } };
    const { readIn } = givenRegion();
    expect(await readIn([blog(isNew)], minutesFrom(now, own + 1))).toEqual(['blog-group']);
    const hosts = Array.from({ length: 25 }, (_, index) => ({ ...blog(isNew), group: 'blog-group', host: `${index}` }));
    expect(await readIn(hosts, minutesFrom(now, own + 1))).toEqual(['blog-group']);
    const read = await readIn(fleet(400, isNew), now);
    expect(new Set(read).size).toBeGreaterThanOrEqual(20);
    expect(new Set(read).size).toBeLessThan(40);
  });

  it('are read of a stopped host whose launch is held for long', async () => {
    const [own = 0] = await minutesRead(288);
    const time = minutesFrom(now, own + 1);
    const held = (lifecycleState: string, minutes: number) =>
      givenRegion().readIn(
        [
          blog({
            instances: { 'i-1': lifecycleState },
            state: { intent: 'suspended', since: minutesFrom(time, -minutes), cause: 'budget' },
          }),
        ],
        time,
        { launchTime: minutesFrom(time, -20) },
      );
    expect(await held('Pending:Wait', 15)).toEqual(['blog-group']);
    expect(await held('Pending:Wait', 14)).toEqual([]);
    expect(await held('Pending', 15)).toEqual([]);
  });

  it('are read in a status of up to a hundred hosts, and in a larger one only those that are due', async () => {
    const { readIn } = givenRegion();
    expect(await readIn(fleet(100), now, { isStatus: true })).toHaveLength(100);
    expect((await readIn(fleet(101), now, { isStatus: true })).length).toBeLessThan(10);
  });
});
