import { describe, expect, it } from 'vitest';

import { advanceSparsely } from '../../support/sparsely.ts';
import { givenNights, lastSnapshots, ROWS_NOW, servedRows } from '../../support/restore-fixture.ts';
import { countCalls } from '../../support/snapshot-story.ts';

describe('a restore', () => {
  it('brings the rows of the newest snapshot back within five minutes, and keeps the volume that it replaces', async () => {
    const env = await givenNights();
    const { world, restore, roles, old, data, group, snapshots } = env;
    expect(servedRows(env)).toBe(ROWS_NOW);
    const { error } = await restore({ latest: true });
    expect(error).toBeUndefined();
    await world.advance({ minutes: 4 });
    expect(servedRows(env)).toBe(20);
    expect(roles()).toEqual({ data: [data().volumeId], retired: [old.volumeId] });
    expect(old.data.rows).toBe(ROWS_NOW);
    expect(data().snapshotId).toBe(snapshots[2]?.snapshotId);
    expect(data().tags.get('hostkeeper:recycle')).toBe('prod');
    expect(group('blog').sizes).toBe('0/1/1');
    expect(group('blog').tags['hostkeeper:restore']).toMatch(/^done snap-/);
  });

  it('is told in two e-mails, the second with what to write down and how to go back', async () => {
    const { world, restore, old, data, snapshots } = await givenNights();
    await restore({ latest: true, reason: 'an upgrade has broken the data' });
    await world.advance({ minutes: 40 });
    await advanceSparsely(world, { hours: 12 });
    const [begun, done, ...more] = world.mails;
    expect(more).toEqual([]);
    expect(begun?.subject).toBe('[prod] Restoring blog: an upgrade has broken the data');
    expect(done?.subject).toBe(`[prod] Restored blog: from ${snapshots[2]?.snapshotId}`);
    expect(done?.body).toContain(
      `${data().volumeId} in us-east-1a is the data volume, from ${snapshots[2]?.snapshotId}`,
    );
    expect(done?.body).toContain(`host:\n  volumeId: ${data().volumeId}\n  zone: us-east-1a\n`);
    expect(done?.body).toContain(
      `npm run hostkeeper -- restore blog --stage prod --region us-east-1 --volume ${old.volumeId}`,
    );
  });

  it('takes a last snapshot of the data that it replaces, which no later restore takes for the newest', async () => {
    const { world, restore, old, data } = await givenNights();
    await restore({ latest: true });
    await world.advance({ minutes: 30 });
    expect(lastSnapshots({ world }).map(({ volumeId, data: held }) => [volumeId, held.rows])).toEqual([
      [old.volumeId, ROWS_NOW],
    ]);
    expect([countCalls(world, 'CreateSnapshot'), countCalls(world, 'CreateVolume')]).toEqual([1, 1]);
    await restore({ latest: true });
    await world.advance({ minutes: 10 });
    expect(data().data.rows).toBe(20);
  });

  it('is carried out by the run of the request alone for a minute: two runs would take two last snapshots', async () => {
    const { world, restore } = await givenNights();
    await world.advance({ seconds: 40 });
    const from = world.calls.length;
    await Promise.all([restore({ latest: true }), world.advance({ seconds: 55 })]);
    const changed = world.calls
      .slice(from)
      .filter(({ operation }) => /^(Create|Update)/.test(operation))
      .map(({ caller }) => caller);
    expect(new Set(changed)).toEqual(new Set(['RestoreRole']));
  });

  it.each([
    ['2026-11-18T03:00Z', 18],
    ['2026-11-19T02:59:59Z', 18],
    ['2027-01-01T00:00Z', 20],
  ])('to %s takes the newest snapshot at or before that', async (at, rows) => {
    const { world, restore, data } = await givenNights();
    await restore({ at });
    await world.advance({ minutes: 10 });
    expect(data().data.rows).toBe(rows);
  });

  it('goes back to the volume that was retired, as the e-mail says', async () => {
    const env = await givenNights();
    const { world, restore, roles, old, paste } = env;
    await restore({ latest: true });
    await world.advance({ minutes: 20 });
    const [restored = ''] = roles()['data'] ?? [];
    await paste('restore');
    await world.advance({ minutes: 10 });
    expect(servedRows(env)).toBe(ROWS_NOW);
    expect(roles()).toEqual({ data: [old.volumeId], retired: [restored] });
  });

  it('gives the new volume what the old one has: type, performance, and its size where that is larger', async () => {
    const { world, restore, data, old } = await givenNights();
    Object.assign(old, { gigabytes: 50, iops: 6000, throughput: 250 });
    await restore({ latest: true });
    await world.advance({ minutes: 10 });
    expect(data()).toMatchObject({
      type: 'gp3',
      gigabytes: 50,
      iops: 6000,
      throughput: 250,
    });
  });

  it('works without the old volume: the new one is a gp3 of the size of the snapshot', async () => {
    const env = await givenNights();
    const { world, restore, data, old } = env;
    // Somebody has untagged it, in place of an owner who deletes it.
    old.tags.clear();
    await restore({ latest: true });
    await world.advance({ minutes: 10 });
    expect(data()).toMatchObject({ type: 'gp3', gigabytes: 32, zone: 'us-east-1a' });
    expect(data().data.rows).toBe(20);
  });
});
