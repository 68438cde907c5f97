import { describe, expect, it } from 'vitest';

import { withActions } from '../../support/iam-fixture.ts';
import { reportsOf } from '../../support/queries.ts';
import { givenEvening, passHours, SLOT, slotsOf, snapshotsOf } from '../../support/snapshot-story.ts';
import { expectFailures } from '../../support/story-end.ts';

describe('a host of which no snapshot can be taken', () => {
  it.each([
    ['has no volume', 'hostkeeper:role', 'root', 'it has no volume with the tag hostkeeper:role = data'],
    ['has a volume of another stage', 'hostkeeper:stage', 'staging', 'it has no volume with the tag'],
    ['has a volume whose tag is misspelled', 'hostkeeper:role', 'Data', 'it has no volume with the tag'],
  ])('because it %s is told once a night, and the others get theirs', async (_, key, value, reason) => {
    const { world, volume } = await givenEvening({ blog: {}, shop: {} });
    world.pauseSchedules(true);
    volume('blog').tags.set(key, value);
    await world.advance({ minutes: 31 });
    for (let run = 0; run < 3; run++) await world.invoke('snapshot', { schedule: 'nightly' });
    expect([slotsOf(world, 'blog'), slotsOf(world, 'shop')]).toEqual([[], [SLOT]]);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] No snapshot of blog: it has no volume with the tag/),
    ]);
    expect(world.mails[0]?.body).toContain(reason);
    expect(world.mails[0]?.body).toContain('hostkeeper -- snapshot blog');
  });

  it('because it has two volumes is told which', async () => {
    const { world, volume } = await givenEvening({ blog: {} });
    const { volumeId, zone, tags } = volume('blog');
    const other = world.inRegion().ec2.volumes.create(zone, Object.fromEntries(tags));
    world.pauseSchedules(true);
    await world.invoke('snapshot', { schedule: 'nightly' });
    expect(snapshotsOf(world, 'blog')).toEqual([]);
    expect(world.mails[0]?.body).toContain(`${volumeId}, ${other.volumeId} are all tagged as its data`);
  });

  it('because the volume is in error is told', async () => {
    const { world, volume } = await givenEvening({ blog: {} });
    volume('blog').state = 'error';
    world.pauseSchedules(true);
    const { returned } = await world.invoke('snapshot', { schedule: 'nightly' });
    expect(reportsOf(returned)).toMatchObject([{ status: 'refused', reason: expect.stringContaining('state error') }]);
  });

  it('because another group has its name is told', async () => {
    const { world } = await givenEvening({ blog: {}, blog2: { tags: { 'hostkeeper:host': 'blog' } } });
    world.pauseSchedules(true);
    const { returned } = await world.invoke('snapshot', { schedule: 'nightly' });
    expect(reportsOf(returned).map(({ status }) => status)).toEqual(['refused', 'refused']);
    expect(world.inRegion().ec2.snapshots.all()).toEqual([]);
  });

  it('because AWS denies it is told, and the others get theirs', async () => {
    expectFailures('snapshot');
    const { world, volume } = await givenEvening({ blog: {}, shop: {} });
    world.pauseSchedules(true);
    const denied = { code: 'UnauthorizedOperation', message: 'You are not authorized.', status: 403 };
    world.injectFault('CreateSnapshot', { nth: 1, ...denied });
    const { error } = await world.invoke('snapshot', { schedule: 'nightly' });
    expect(error).toContain('1 of 2 failed');
    expect([...slotsOf(world, 'blog'), ...slotsOf(world, 'shop')]).toHaveLength(1);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] No snapshot of \w+: ec2:CreateSnapshot/),
    ]);
    expect(volume('blog').state).toBe('in-use');
  });

  it('and the permission to at all is missing for a night gets one in the next', async () => {
    expectFailures('snapshot');
    const template = withActions('ec2:CreateSnapshot', '"ec2:DescribeTags"');
    const { world } = await givenEvening({ blog: {} }, { template });
    world.pauseSchedules(true);
    const { error } = await world.invoke('snapshot', { schedule: 'nightly' });
    expect(error).toContain('is not authorized to perform: ec2:CreateSnapshot');
    expect(world.mails).toHaveLength(1);
  });
});

describe('a snapshot that fails', () => {
  it('is told when its event comes, and the next pass takes another one', async () => {
    const { world, volume } = await givenEvening({ blog: {} });
    volume('blog').snapshotsFail = 'Internal error';
    await world.advance({ minutes: 40 });
    expect(snapshotsOf(world, 'blog').map(({ state }) => state)).toEqual(['error']);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] The snapshot of blog failed: /),
    ]);
    expect(world.mails[0]?.body).toContain('Internal error');
    delete volume('blog').snapshotsFail;
    await world.advance({ minutes: 30 });
    expect(snapshotsOf(world, 'blog').map(({ state }) => state)).toContain('completed');
    expect(world.mails).toHaveLength(1);
    await world.advance({ minutes: 30 });
    expect(snapshotsOf(world, 'blog').map(({ state }) => state)).toEqual(['completed']);
  });

  it('all night is told, and the older ones stay', async () => {
    const { world, volume } = await givenEvening({ blog: {} });
    await passHours({ world }, 4);
    volume('blog').snapshotsFail = 'Internal error';
    await passHours({ world }, 24);
    const states = snapshotsOf(world, 'blog').map(({ state }) => state);
    expect(states[0]).toBe('completed');
    expect(new Set(states.slice(1))).toEqual(new Set(['error']));
    expect(world.mails.length).toBeGreaterThan(0);
  });
});

describe('an event', () => {
  it('that comes twice changes nothing more', async () => {
    const { world } = await givenEvening({ blog: {} });
    world.setDelivery('snapshot-completed', 1, 30);
    await passHours({ world }, 4);
    const tagged = world.calls.filter(({ operation }) => operation === 'CreateTags');
    expect(tagged).toHaveLength(1);
    expect(world.mails).toEqual([]);
  });

  it('that is lost is made up for by the next pass', async () => {
    const { world } = await givenEvening({ blog: {} });
    world.setDelivery('snapshot-completed');
    await passHours({ world }, 4);
    expect(snapshotsOf(world, 'blog')[0]?.tags.get('hostkeeper:file-system')).toMatch(/^ext4 /);
  });

  it('about a snapshot of somebody else is ignored', async () => {
    const { world, volume } = await givenEvening({ blog: {} });
    world.pauseSchedules(true);
    const { ec2 } = world.inRegion();
    const foreign = ec2.snapshots.add({ volumeId: volume('blog').volumeId, data: volume('blog').data });
    for (const id of [foreign.snapshotId, 'snap-0123456789abcdef0']) {
      const event = {
        source: 'aws.ec2',
        'detail-type': 'EBS Snapshot Notification',
        detail: { event: 'createSnapshot', result: 'succeeded', snapshot_id: `arn:aws:ec2::us-east-1:snapshot/${id}` },
      };
      const { returned } = await world.invoke('snapshot-completed', event);
      expect(returned).toEqual({ results: [], ignored: `${id} is of no host of prod` });
    }
    expect([...foreign.tags]).toEqual([]);
  });

  it('that is malformed fails, and names the field', async () => {
    expectFailures('snapshot-completed', 'snapshot');
    const { world } = await givenEvening({ blog: {} });
    const { error } = await world.invoke('snapshot-completed', { source: 'aws.ec2', detail: {} });
    expect(error).toContain('detail.event');
    const { error: typed } = await world.invoke('snapshot', { hosts: ['blog'] });
    expect(typed).toContain('reason: ');
    expect(snapshotsOf(world, 'blog')).toEqual([]);
  });
});
