import { describe, expect, it } from 'vitest';

import { superblockOf } from '../../aws/ec2/disk.ts';
import { invocationsOf, reportsOf } from '../../support/queries.ts';
import { countCalls, givenEvening, passHours, SLOT, slotsOf, snapshotsOf } from '../../support/snapshot-story.ts';

describe('every night', () => {
  it('each host gets one snapshot, which is looked into, and nobody is told', async () => {
    const { world, volume } = await givenEvening({ blog: {}, shop: {}, cache: { data: false } });
    await passHours({ world }, 4);
    const { volumeId, data } = volume('blog');
    expect(snapshotsOf(world, 'blog').map(({ tags, description }) => [description, Object.fromEntries(tags)])).toEqual([
      [
        'hostkeeper: blog, nightly',
        {
          'hostkeeper:host': 'blog',
          'hostkeeper:stage': 'prod',
          'hostkeeper:role': 'snapshot',
          'hostkeeper:slot': SLOT,
          'hostkeeper:volume': volumeId,
          'hostkeeper:kept-by': 'retention',
          'hostkeeper:consistency': 'crash',
          'hostkeeper:file-system': `ext4 ${superblockOf(data)?.uuid} data`,
        },
      ],
    ]);
    expect(slotsOf(world, 'shop')).toEqual([SLOT]);
    expect(world.inRegion().ec2.snapshots.all()).toHaveLength(2);
    expect(world.mails).toEqual([]);
  });

  it('the schedule runs every quarter of an hour for three hours, and a host that has its snapshot costs no call of its own', async () => {
    const { world } = await givenEvening({ blog: {}, shop: {} });
    await world.advance({ hours: 1, minutes: 20 });
    const before = world.calls.length;
    await passHours({ world }, 8);
    expect(invocationsOf(world, 'snapshot')).toHaveLength(12);
    const later = world.calls.slice(before).filter(({ caller }) => caller === 'SnapshotRole');
    expect(new Set(later.map(({ operation }) => operation))).toEqual(
      new Set(['DescribeAutoScalingGroups', 'DescribeSnapshots']),
    );
    expect(countCalls(world, 'CreateSnapshot')).toBe(2);
  });

  it('a host that is suspended, and one that is paused, get theirs', async () => {
    const { world } = await givenEvening({
      blog: { tags: { 'hostkeeper:paused-until': '2030-01-01' } },
      shop: {},
    });
    await world.invoke('emergency-shutdown', { reason: 'a holiday', hosts: ['shop'] });
    await passHours({ world }, 4);
    expect([slotsOf(world, 'blog'), slotsOf(world, 'shop')]).toEqual([[SLOT], [SLOT]]);
  });

  it('in another night they get another one', async () => {
    const { world } = await givenEvening({ blog: {} });
    await passHours({ world }, 28);
    expect(slotsOf(world, 'blog')).toEqual([SLOT, '2026-11-21T03:00Z']);
    expect(new Set(snapshotsOf(world, 'blog').map(({ tags }) => tags.get('hostkeeper:file-system'))).size).toBe(1);
  });

  it('a dry run says what would be done, and does nothing', async () => {
    const { world } = await givenEvening({ blog: {} });
    const { returned } = await world.invoke('snapshot', { schedule: 'nightly', dryRun: true });
    expect(reportsOf(returned)).toMatchObject([
      { host: 'blog', status: 'planned', actions: [{ action: 'ec2:CreateSnapshot' }] },
    ]);
    expect(snapshotsOf(world, 'blog')).toEqual([]);
  });

  it('a schedule that was lost, for hours, is made up for by the next one', async () => {
    const { world } = await givenEvening({ blog: {} });
    for (let run = 0; run < 8; run++) world.setDelivery('snapshot');
    await world.advance({ hours: 2, minutes: 20 });
    expect(slotsOf(world, 'blog')).toEqual([]);
    await world.advance({ minutes: 20 });
    expect(slotsOf(world, 'blog')).toEqual([SLOT]);
  });
});
