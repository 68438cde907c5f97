import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { notificationText } from '../support/queries.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';

const NAME = 'blog.example.com';
const WWW = 'www.example.com';
const blog = { data: true, records: [NAME] };

type Env = Awaited<ReturnType<typeof given>>;

/** The instance dies, and its group launches another. */
const die = ({ world, instance }: Env): string => {
  const { instanceId } = instance('blog');
  world.inRegion().ec2.instances.terminate(instanceId);
  return instanceId;
};

const subjects = ({ world }: Env) => world.mails.map(({ subject }) => subject);

describe('a host of which one thing cannot be done', () => {
  it('has its other name pointed at the successor when one name is the CNAME of somebody else', async () => {
    const env = await given({ blog: { ...blog, tags: { 'hostkeeper:records': `${NAME} ${WWW}` } } });
    const { world, group, instance, names } = env;
    world.route53.put(ZONE.id, {
      Name: `${WWW}.`,
      Type: 'CNAME',
      TTL: 60,
      ResourceRecords: [{ Value: 'shop.example.net' }],
    });
    const dead = die(env);
    await world.advance({ minutes: 12 });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(instance('blog').instanceId).not.toBe(dead);
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`, `CNAME ${WWW} shop.example.net`]);
    expect(notificationText(world)).toContain(`${WWW} is a CNAME, which is never changed`);
  });

  it('has its volume and its names when the time to live of its tag is invalid, and keeps that of its record', async () => {
    const env = await given({ blog: { ...blog, tags: { 'hostkeeper:ttl': '60s' } } });
    const { world, volume, instance, names } = env;
    const dead = die(env);
    await world.advance({ minutes: 12 });
    const { instanceId, ip } = instance('blog');
    expect(instanceId).not.toBe(dead);
    expect(volume('blog').attachment).toMatchObject({ instanceId, mounted: true });
    expect(names()).toEqual([`A ${NAME} ${ip}`]);
    expect(notificationText(world)).toContain('its tag hostkeeper:ttl says "60s"');
  });

  it('has its volume when its address cannot be moved, and goes into service at once', async () => {
    const env = await given({ blog: { ...blog, tags: { 'hostkeeper:address': 'eipalloc-0123456789abcdef0' } } });
    const { world, group, volume, instance } = env;
    die(env);
    await world.advance({ minutes: 8 });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(volume('blog').attachment).toMatchObject({ instanceId: instance('blog').instanceId, mounted: true });
    const mail = world.mails.find(({ body }) => body.includes('eipalloc-0123456789abcdef0 does not exist'));
    expect(mail?.body).toContain(`not done until then: the DNS record ${NAME}`);
  });

  it('is held in its launch by a refused volume for the time of the hook, and notified when it goes into service without it', async () => {
    const env = await given({ blog });
    const { world, group, volume } = env;
    volume('blog').tags.delete('hostkeeper:role');
    die(env);
    await world.advance({ minutes: 10 });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'Pending:Wait' }]);
    expect(world.mails.at(-1)?.body).toContain('the completion of the launch');
    await world.advance({ minutes: 15 });
    const [successor] = group('blog').instances;
    expect(successor).toMatchObject({ lifecycleState: 'InService' });
    expect(subjects(env).at(-1)).toBe(
      `[prod] blog needs you: ${successor?.instanceId} is in service without its data volume`,
    );
    const before = world.mails.length;
    await world.advance({ hours: 3 });
    // The night passes: without its tag, the volume has no snapshot either.
    expect(subjects(env).slice(before)).toEqual([expect.stringMatching(/^\[prod\] No snapshot of blog: /)]);
    volume('blog').tags.set('hostkeeper:role', 'data');
    await world.advance({ minutes: 3 });
    expect(volume('blog').attachment).toMatchObject({ instanceId: successor?.instanceId });
    expect(subjects(env).at(-1)).toMatch(/blog is back/);
  });
});
