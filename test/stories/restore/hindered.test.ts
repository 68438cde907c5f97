import { describe, expect, it } from 'vitest';

import { reportsOf, throttledCalls } from '../../support/queries.ts';
import { givenNights, lastSnapshots, servedRows } from '../../support/restore-fixture.ts';
import { countCalls } from '../../support/snapshot-story.ts';
import { expectFailures } from '../../support/story-end.ts';

const COPY_REGION = 'eu-central-1';

describe('a restore', () => {
  it.each(['RestoreRole', 'ReconcileRole'])(
    'goes on after ten minutes in which AWS throttles every call of %s',
    async (caller) => {
      expectFailures('restore', 'reconcile');
      const env = await givenNights({ mayFail: true });
      const restored = env.restore({ latest: true });
      await env.world.advance({ seconds: caller === 'RestoreRole' ? 5 : 50 });
      env.world.breakDown(
        '*',
        { minutes: 10 },
        { caller, code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 },
      );
      await env.world.advance({ minutes: 25 });
      await restored;
      expect(throttledCalls(env.world, caller).length).toBeGreaterThan(0);
      expect(servedRows(env)).toBe(20);
      expect(env.roles()).toEqual({ data: [env.data().volumeId], retired: [env.old.volumeId] });
    },
  );

  it('whose volume AWS refuses to create, for its key or a limit, does not touch the host', async () => {
    expectFailures('restore');
    const { world, restore, group, roles, old, instance } = await givenNights();
    const before = instance('blog').instanceId;
    world.breakDown(
      'CreateVolume',
      { hours: 1 },
      { code: 'VolumeLimitExceeded', message: 'Maximum number of volumes exceeded.', status: 400 },
    );
    await restore({ latest: true });
    await world.advance({ minutes: 25 });
    expect(roles()).toEqual({ data: [old.volumeId] });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(instance('blog').instanceId).toBe(before);
    expect(world.mails.at(-1)?.subject).toMatch(/^\[prod\] blog not restored: from snap-/);
  });

  it('tries its last snapshot again where AWS took another one of the volume seconds ago', async () => {
    const { world, restore, old } = await givenNights();
    world.injectFault('CreateSnapshot', {
      nth: 1,
      code: 'SnapshotCreationPerVolumeRateExceeded',
      message: 'The maximum per volume CreateSnapshot request rate has been exceeded.',
      status: 400,
    });
    await restore({ latest: true });
    await world.advance({ minutes: 10 });
    expect(lastSnapshots({ world }).map(({ volumeId }) => volumeId)).toEqual([old.volumeId]);
    expect(countCalls(world, 'CreateSnapshot')).toBe(2);
  });

  it('whose group somebody deletes meanwhile ends, and changes no volume any more', async () => {
    const { world, restore, deleteGroup, roles, old } = await givenNights();
    const restored = restore({ latest: true });
    await world.advance({ seconds: 10 });
    deleteGroup('blog');
    const { returned } = await restored;
    expect(reportsOf(returned)).toMatchObject([{ status: 'gone', reason: 'it no longer exists' }]);
    await world.advance({ minutes: 25 });
    expect(roles()).toEqual({ data: [old.volumeId], candidate: [expect.stringMatching(/^vol-/)] });
    expect(world.failures).toEqual([]);
  });

  it('is refused where only another region has snapshots, with the command that copies one', async () => {
    const env = await givenNights({ environment: { restore: { COPY_REGION } } });
    const { ec2 } = env.world.inRegion();
    const [oldest] = env.snapshots;
    if (!oldest) throw new Error('there is no snapshot');
    const copy = env.world.inRegion(COPY_REGION).ec2.snapshots.add({ ...oldest, snapshotId: 'snap-0c0b1' });
    for (const { snapshotId } of env.snapshots) ec2.snapshots.delete(snapshotId);
    for (const request of [{ latest: true }, { snapshotId: copy.snapshotId }]) {
      const { returned } = await env.restore(request);
      expect(reportsOf(returned)).toMatchObject([
        {
          status: 'refused',
          reason: expect.stringMatching(/eu-central-1.*copy it to us-east-1, and restore from the copy/),
        },
      ]);
    }
    expect(env.world.mails.at(-1)?.body).toMatch(
      /aws ec2 copy-snapshot --region us-east-1 --source-region eu-central-1 --source-snapshot-id snap-0c0b1 --tag-specifications '?ResourceType=snapshot,Tags=\[\{Key=hostkeeper:host,Value=blog\}/,
    );
  });
});
