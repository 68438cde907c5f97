import { describe, expect, it } from 'vitest';

import { reportsOf } from '../../support/queries.ts';
import { drillInstances, drillMails, givenDrills, lastResult, runSchedule } from '../../support/drill-story.ts';
import { expectFailures } from '../../support/story-end.ts';

const request = (more: object = {}) => ({ reason: 'before the upgrade', ...more });

describe('a person asks for a drill', () => {
  it('of one host, and the e-mail begins with the reason', async () => {
    const env = await givenDrills({ blog: {}, shop: {} });
    await env.world.invoke('restore-drill', request({ hosts: ['blog'] }));
    expect([lastResult(env, 'blog'), lastResult(env, 'shop')]).toEqual(['passed', undefined]);
    expect(drillMails(env.world)[0]?.body).toContain('Requested by a person for blog: before the upgrade');
  });

  it('again in the same month, and of a host that is stopped', async () => {
    const env = await givenDrills();
    await runSchedule(env.world);
    await env.world.invoke('emergency-shutdown', { reason: 'a holiday' });
    await env.world.advance({ minutes: 10 });
    await env.world.invoke('restore-drill', request());
    expect(drillInstances(env.world)).toHaveLength(2);
    expect(drillMails(env.world).at(-1)?.body).toContain('no database was started');
  });

  it('and a dry run says what it would do, where, and at what price', async () => {
    const env = await givenDrills();
    const { returned } = await env.world.invoke('restore-drill', request({ dryRun: true }));
    expect(reportsOf(returned)).toMatchObject([
      {
        host: 'blog',
        status: 'planned',
        actions: [
          {
            action: 'ec2:RunInstances',
            reason: expect.stringMatching(
              /^a drill of snap-[0-9a-f]+ is due, 6 hours old, of 32 GiB: a t3\.micro in subnet-[0-9a-f]+, which takes 10 minutes and costs at most 0\.00\d\d USD, and ends by itself after 30$/,
            ),
          },
        ],
      },
    ]);
    expect([drillInstances(env.world), drillMails(env.world)]).toEqual([[], []]);
  });

  it('and is told why there is none: no snapshot', async () => {
    const { world } = await givenDrills();
    const { snapshots } = world.inRegion().ec2;
    for (const { snapshotId } of snapshots.all()) snapshots.delete(snapshotId);
    const { returned } = await world.invoke('restore-drill', request());
    expect(reportsOf(returned)).toMatchObject([
      { status: 'refused', reason: 'it has no snapshot that can be restored: take one first' },
    ]);
    expect(drillMails(world).map(({ subject }) => subject)).toEqual([
      '[prod] blog not drilled: it has no snapshot that can be restored',
    ]);
  });

  it('and an unknown name, a missing reason and a typing error are errors that launch nothing', async () => {
    expectFailures('restore-drill');
    const { world } = await givenDrills();
    const errors = [request({ hosts: ['blgo'] }), {}, request({ dryrun: true })].map(async (event) => {
      const { error } = await world.invoke('restore-drill', event);
      return error;
    });
    expect(await Promise.all(errors)).toEqual([
      expect.stringContaining('no host is named blgo'),
      expect.stringContaining('reason'),
      expect.stringContaining('dryrun'),
    ]);
    expect(drillInstances(world)).toEqual([]);
  });
});
