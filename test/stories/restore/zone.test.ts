import { describe, expect, it } from 'vitest';

import { subnetIn } from '../../aws/ec2/subnets.ts';
import { reportsOf } from '../../support/queries.ts';
import { expectFailures } from '../../support/story-end.ts';
import { givenNights, ROWS_NOW, servedRows } from '../../support/restore-fixture.ts';

describe('a restore to another zone', () => {
  it('moves the group to the subnet there, and the host serves the rows of the snapshot from it', async () => {
    const env = await givenNights();
    const { world, restore, data, old, instance, names, roles } = env;
    await restore({ latest: true, zone: 'us-east-1b' });
    await world.advance({ minutes: 5 });
    expect(servedRows(env)).toBe(20);
    expect(data().zone).toBe('us-east-1b');
    expect(instance('blog').zone).toBe('us-east-1b');
    expect(names()).toEqual([`A blog.example.com ${instance('blog').ip}`]);
    expect(world.autoScaling().groups.get('blog-group')?.subnets).toEqual([subnetIn('us-east-1b')]);
    expect(roles()['retired']).toEqual([old.volumeId]);
    expect(world.mails.at(-1)?.body).toContain(`  volumeId: ${data().volumeId}\n  zone: us-east-1b\n`);
  });

  it('and back: the retired volume takes the host to its own zone', async () => {
    const env = await givenNights();
    const { world, restore, old, instance } = env;
    await restore({ latest: true, zone: 'us-east-1b' });
    await world.advance({ minutes: 20 });
    await restore({ volumeId: old.volumeId });
    await world.advance({ minutes: 10 });
    expect(servedRows(env)).toBe(ROWS_NOW);
    expect(instance('blog').zone).toBe('us-east-1a');
  });

  it.each([
    [
      'us-east-1c',
      /has no subnet in us-east-1c: choose one of us-east-1a, us-east-1b, or deploy with .* restoreSubnets/,
    ],
    ['eu-central-1a', /eu-central-1a is not a zone of us-east-1/],
  ])('%s is refused, with the zones that there are', async (zone, words) => {
    const { restore, group, roles, old } = await givenNights();
    const { returned } = await restore({ latest: true, zone });
    expect(reportsOf(returned)).toMatchObject([{ status: 'refused', reason: expect.stringMatching(words) }]);
    expect(group('blog').sizes).toBe('0/1/1');
    expect(roles()).toEqual({ data: [old.volumeId] });
  });
});

const givenOutage = async () => {
  const env = await givenNights();
  env.world.inRegion().ec2.failZone('us-east-1a');
  await env.world.advance({ minutes: 2 });
  return env;
};

describe('the outage of a zone', () => {
  it('does not keep the host from being restored in another zone, although its old volume is never released', async () => {
    const env = await givenOutage();
    const { world, restore, data, old, instance, roles } = env;
    await restore({ latest: true, zone: 'us-east-1b' });
    await world.advance({ minutes: 15 });
    expect(servedRows(env)).toBe(20);
    expect(instance('blog').zone).toBe('us-east-1b');
    expect(roles()).toMatchObject({ data: [data().volumeId], retired: [old.volumeId] });
    expect(old.attachment?.state).toBe('attached');
    expect(old.data.rows).toBe(ROWS_NOW);
  });

  it('nor where no last snapshot can be taken', async () => {
    const env = await givenOutage();
    const { world, restore, roles } = env;
    world.breakDown('CreateSnapshot', { hours: 2 });
    await restore({ latest: true, zone: 'us-east-1b' });
    await world.advance({ minutes: 15 });
    expect(servedRows(env)).toBe(20);
    expect(roles()['data']).toHaveLength(1);
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] Restoring blog: a story',
      expect.stringMatching(/^\[prod\] Restored blog: from snap-/),
    ]);
  });

  it('ends a restore in that zone without harm: no volume can be made there, and the host is as before', async () => {
    expectFailures('restore');
    const { world, restore, group, roles, old } = await givenOutage();
    await restore({ latest: true });
    await world.advance({ minutes: 20 });
    expect(roles()).toEqual({ data: [old.volumeId] });
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] Failed for blog; restoring blog/),
      expect.stringMatching(/^\[prod\] blog not restored: from snap-/),
    ]);
  });
});
