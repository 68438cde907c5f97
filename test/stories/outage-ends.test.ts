import { describe, expect, it } from 'vitest';

import { ZONE } from '../aws/lambda/package-stack.ts';
import type { World } from '../aws/world.ts';
import { given } from '../support/given.ts';
import { advanceSparsely } from '../support/sparsely.ts';

const NAME = 'blog.example.com';
const blog = { data: true, records: [NAME] };

const subjects = (world: World): readonly string[] => world.mails.map(({ subject }) => subject);

describe('an outage ends', () => {
  it('after an instance died: one e-mail that it died, one that it is back with all it has, and nothing else', async () => {
    const { world, instance } = await given({ blog });
    await advanceSparsely(world, { hours: 5 });
    const { instanceId } = instance('blog');
    world.inRegion().ec2.instances.terminate(instanceId);
    await world.advance({ minutes: 30 });
    expect(subjects(world)).toEqual([
      expect.stringMatching(/blog: instance died and is being replaced/),
      expect.stringMatching(/^\[prod\] blog is back: down for [1-9] minutes$/),
    ]);
    expect(world.mails[1]?.body).toMatch(/blog was down and is back/);
    expect(world.mails[1]?.body).toContain(`${instance('blog').instanceId} has its data volume and ${NAME}`);
    await advanceSparsely(world, { hours: 30 });
    expect(world.mails).toHaveLength(2);
  });

  it('after a Spot interruption: one e-mail that it is replaced, one that it is back', async () => {
    const { world, instance } = await given({ blog: { ...blog, spot: true } });
    await advanceSparsely(world, { hours: 5 });
    world.inRegion().interrupt(instance('blog').instanceId);
    await world.advance({ minutes: 30 });
    expect(subjects(world)).toEqual([
      expect.stringMatching(/instance is being replaced/),
      expect.stringMatching(/blog is back: down for (a minute|[2-9] minutes)/),
    ]);
  });

  it('after a refused DNS record is mended: one e-mail that it is right again', async () => {
    const { world, instance, names } = await given({ blog });
    await world.advance({ hours: 1 });
    const { ip = '' } = instance('blog');
    const target = { Name: `www.${NAME}`, Type: 'A' as const, TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
    world.route53.put(ZONE.id, target);
    world.route53.put(ZONE.id, {
      Name: NAME,
      Type: 'A',
      AliasTarget: { HostedZoneId: ZONE.id, DNSName: target.Name, EvaluateTargetHealth: false },
    });
    await world.advance({ minutes: 10 });
    expect(subjects(world)).toEqual([expect.stringMatching(/blog needs you/)]);
    world.route53.put(ZONE.id, { Name: NAME, Type: 'A', TTL: 60, ResourceRecords: [{ Value: ip }] });
    await world.advance({ minutes: 10 });
    expect(names().join()).toContain(ip);
    expect(subjects(world)).toEqual([
      expect.stringMatching(/blog needs you/),
      expect.stringMatching(/blog is right again/),
    ]);
    expect(world.mails[1]?.body).toContain(`${instance('blog').instanceId} has its data volume and ${NAME}`);
  });

  it('after the volume was refused, as its tag was missing: one e-mail for both', async () => {
    const { world, volume, instance } = await given({ blog });
    await world.advance({ hours: 1 });
    volume('blog').tags.set('hostkeeper:role', 'copy');
    world.inRegion().ec2.instances.terminate(instance('blog').instanceId);
    await world.advance({ minutes: 40 });
    expect(subjects(world)).toEqual([
      expect.stringMatching(/instance died/),
      expect.stringMatching(/blog needs you: no volume has the tags/),
      expect.stringMatching(/is in service without its data volume/),
    ]);
    volume('blog').tags.set('hostkeeper:role', 'data');
    await world.advance({ minutes: 10 });
    expect(subjects(world).slice(3)).toEqual([expect.stringMatching(/blog is back: down for 4\d minutes/)]);
    expect(world.mails[3]?.body).toContain(`${instance('blog').instanceId} has its data volume and ${NAME}`);
  });

  it('after three hours without capacity: the e-mail says for how long, though EC2 has forgotten the instance', async () => {
    const { world, instance } = await given({ blog });
    await world.advance({ hours: 1 });
    const group = world.autoScaling().groups.get('blog-group');
    if (!group) throw new Error('the host has no group');
    group.launchFailure = 'There is no capacity.';
    world.inRegion().ec2.instances.terminate(instance('blog').instanceId);
    await world.advance({ hours: 3 });
    delete group.launchFailure;
    await world.advance({ minutes: 20 });
    expect(subjects(world)).toEqual([
      expect.stringMatching(/instance died/),
      expect.stringMatching(/blog needs you: no instance has been in service since/),
      expect.stringMatching(/blog is back: down for 1[78]\d minutes/),
    ]);
  });
});
