import { describe, expect, it } from 'vitest';

import { reportsOf } from '../../support/queries.ts';
import { givenEvening, SLOT, slotsOf, snapshotsOf } from '../../support/snapshot-story.ts';
import { expectFailures } from '../../support/story-end.ts';

const request = { reason: 'before I upgrade', hosts: ['blog'] };

describe('a person who asks for a snapshot', () => {
  it('gets one at once, with the reason, which no policy expires', async () => {
    const { world } = await givenEvening({ blog: {}, shop: {} });
    const { returned } = await world.invoke('snapshot', { ...request, keep: 'ada' });
    expect(reportsOf(returned)).toMatchObject([{ host: 'blog', status: 'converged' }]);
    const [snapshot] = snapshotsOf(world, 'blog');
    expect(snapshot?.description).toBe('hostkeeper: blog, before I upgrade');
    expect(snapshot?.tags.get('hostkeeper:slot')).toBe('2026-11-20T02:30Z');
    expect(snapshot?.tags.get('hostkeeper:kept-by')).toBe('ada');
    expect(slotsOf(world, 'shop')).toEqual([]);
    expect(world.mails).toEqual([]);
  });

  it('and does not say by whom it is kept has it kept by the operator', async () => {
    const { world } = await givenEvening({ blog: {} });
    await world.invoke('snapshot', request);
    expect(snapshotsOf(world, 'blog')[0]?.tags.get('hostkeeper:kept-by')).toBe('operator');
  });

  it('twice in a minute gets one', async () => {
    const { world } = await givenEvening({ blog: {} });
    for (let run = 0; run < 2; run++) await world.invoke('snapshot', request);
    expect(snapshotsOf(world, 'blog')).toHaveLength(1);
  });

  it('gets that of the night besides', async () => {
    const { world } = await givenEvening({ blog: {} });
    await world.invoke('snapshot', { ...request, keep: 'retention' });
    await world.advance({ hours: 2 });
    expect(slotsOf(world, 'blog')).toEqual(['2026-11-20T02:30Z', SLOT]);
  });

  it('of a host that there is not is told which there are', async () => {
    expectFailures('snapshot');
    const { world } = await givenEvening({ blog: {} });
    const { error } = await world.invoke('snapshot', { ...request, hosts: ['blgo'] });
    expect(error).toContain('no host is named blgo; there are: blog');
  });

  it('of a host without a data volume is told so', async () => {
    const { world } = await givenEvening({ blog: { data: false } });
    const { returned } = await world.invoke('snapshot', request);
    expect(reportsOf(returned)).toMatchObject([
      { status: 'refused', reason: expect.stringContaining('says that it has no data volume') },
    ]);
  });

  it('for a look is shown what would be done', async () => {
    const { world } = await givenEvening({ blog: {} });
    const { returned } = await world.invoke('snapshot', { ...request, dryRun: true });
    expect(reportsOf(returned)).toMatchObject([{ host: 'blog', status: 'planned' }]);
    expect(snapshotsOf(world, 'blog')).toEqual([]);
  });

  it('has a reason of any length, of which the description has what fits', async () => {
    const { world } = await givenEvening({ blog: {} });
    await world.invoke('snapshot', { reason: 'x'.repeat(500) });
    expect(snapshotsOf(world, 'blog')[0]?.description).toHaveLength(255);
  });
});
