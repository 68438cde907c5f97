import { describe, expect, it } from 'vitest';

import type { World } from '../aws/world.ts';
import { given } from '../support/given.ts';
import { advanceSparsely } from '../support/sparsely.ts';

const blog = { data: true, records: ['blog.example.com'], sizes: '0/0/1' };

const attempts = (world: World): number => world.calls.filter(({ operation }) => operation === 'AttachVolume').length;

const subjects = (world: World): readonly string[] => world.mails.map(({ subject }) => subject);

describe('the data volume does not stay attached', () => {
  it('for its key cannot be used: a handful of attempts in 20 minutes, one e-mail with the causes, and one when it goes into service without', async () => {
    const { world, volume, resize, group } = await given({ blog });
    volume('blog').attachFallsBack = true;
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 20 });
    expect(attempts(world)).toBeGreaterThanOrEqual(2);
    expect(attempts(world)).toBeLessThanOrEqual(7);
    expect(subjects(world)).toEqual([
      expect.stringMatching(/does not stay attached/),
      expect.stringMatching(/in service without its data volume/),
    ]);
    expect(world.mails[0]?.body).toMatch(/does not stay attached .*kms:CreateGrant.*hostkeeper:device to another/);
    expect(world.mails[0]?.body).toContain('aws ec2 describe-volumes --region us-east-1');
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    await world.advance({ hours: 6 });
    expect(world.mails).toHaveLength(2);
    expect(attempts(world)).toBeLessThanOrEqual(16);
  });

  it('and once the key can be used it is attached within the hour, and an e-mail says so', async () => {
    const { world, volume, resize, instance } = await given({ blog });
    volume('blog').attachFallsBack = true;
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 70 });
    volume('blog').attachFallsBack = false;
    await world.advance({ minutes: 65 });
    const { instanceId } = instance('blog');
    expect(volume('blog').attachment).toMatchObject({ instanceId, state: 'attached' });
    expect(subjects(world)).toEqual([
      expect.stringMatching(/does not stay attached/),
      expect.stringMatching(/in service without its data volume/),
      expect.stringMatching(/right again/),
    ]);
    expect(world.mails[2]?.body).toContain(`${instanceId} has its data volume and blog.example.com`);
  });

  it('for a disk of the AMI has its device name: it is refused with that cause, and no pass fails', async () => {
    const { world, volume, group, resize } = await given({ blog });
    const { ec2 } = world.inRegion();
    resize('blog', { desired: 1 });
    await world.clock.advance(60_000, () => group('blog').instances.length > 0);
    const [instance] = group('blog').instances;
    const other = ec2.volumes.create(volume('blog').zone, {});
    ec2.volumes.attachImmediately(other, instance?.instanceId ?? '', '/dev/sdf');
    await world.advance({ minutes: 20 });
    expect(attempts(world)).toBeLessThanOrEqual(7);
    expect(subjects(world)).toEqual([
      expect.stringMatching(/does not stay attached/),
      expect.stringMatching(/in service without its data volume/),
    ]);
    expect(world.mails[0]?.body).toContain('if a disk of the AMI or of the launch template has this device name');
    expect(world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  it('and a volume that a person detaches is attached again within a minute', async () => {
    const { world, volume, instance } = await given({ blog: { ...blog, sizes: '0/1/1' } });
    await advanceSparsely(world, { hours: 50 });
    volume('blog').state = 'available';
    delete volume('blog').attachment;
    await world.advance({ minutes: 2 });
    expect(volume('blog').attachment).toMatchObject({ instanceId: instance('blog').instanceId, state: 'attached' });
  });
});
