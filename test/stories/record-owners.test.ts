import { describe, expect, it } from 'vitest';

import { packagedTemplate, ZONE } from '../aws/lambda/package-stack.ts';
import { given, type Env } from '../support/given.ts';
import { changes, notificationText, reportsOf } from '../support/queries.ts';
import { advanceSparsely } from '../support/sparsely.ts';

const NAME = 'blog.example.com';
const blog = { data: true, records: [NAME] };

/** A record of a person, in the console of Route 53. */
const byHand = ({ world }: Pick<Env, 'world'>, Type: 'A' | 'AAAA', ...values: readonly string[]) =>
  world.route53.put(ZONE.id, { Name: NAME, Type, TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) });

const remove = ({ world }: Pick<Env, 'world'>, Type: 'A' | 'AAAA'): void => {
  const ResourceRecordSet = world.route53.records(ZONE.id).find((set) => set.Type === Type && set.Name === `${NAME}.`);
  if (!ResourceRecordSet) throw new Error(`there is no ${Type} record`);
  world.route53.remove(ZONE.id, ResourceRecordSet);
};

/** What the TXT record beside the name says. */
const ownerText = ({ world }: Pick<Env, 'world'>): string | undefined =>
  world.route53.records(ZONE.id).find(({ Name }) => Name === `_hostkeeper.${NAME}.`)?.ResourceRecords?.[0]?.Value;

describe('a record that somebody else has set', () => {
  it('is left as it is and told once, with its value, that which hostkeeper had set, and the fix', async () => {
    const env = await given({ blog });
    const { world, names, instance } = env;
    byHand(env, 'A', '192.0.2.1');
    await world.advance({ minutes: 30 });
    expect(names()).toEqual([`A ${NAME} 192.0.2.1`]);
    expect(world.mails).toHaveLength(1);
    expect(notificationText(world)).toContain(
      `${NAME} is A 192.0.2.1, which hostkeeper did not set (it had set ${instance('blog').ip}) and leaves as it is: ` +
        `delete it, and hostkeeper points the name at ${instance('blog').instanceId}`,
    );
  });

  it('becomes the host’s when it is deleted, which is told with the new value and the undo', async () => {
    const env = await given({ blog });
    const { world, names, instance } = env;
    byHand(env, 'A', '192.0.2.1');
    await world.advance({ minutes: 2 });
    remove(env, 'A');
    await world.advance({ minutes: 2 });
    const { ip = '' } = instance('blog');
    expect(names()).toEqual([`A ${NAME} ${ip}`]);
    expect(notificationText(world)).toContain(`: A ${ip} created)`);
    expect(notificationText(world)).toContain(
      `aws route53 change-resource-record-sets --hosted-zone-id ${ZONE.id} --change-batch '{"Changes":[{"Action":"DELETE",`,
    );
  });

  it('is adopted when it leads to the host', async () => {
    const env = await given({ blog: { ...blog, remembered: false } });
    const { world, names, instance } = env;
    expect(ownerText(env)).toBeUndefined();
    await world.advance({ minutes: 2 });
    const { ip } = instance('blog');
    expect(ownerText(env)).toBe(`"heritage=hostkeeper,stage=prod,region=us-east-1,host=blog,A=${ip}"`);
    expect(names()).toEqual([`A ${NAME} ${ip}`]);
    expect(world.mails).toEqual([]);
  });

  it('is left with two values, of which one is right, and an AAAA record beside an A record that follows the host', async () => {
    const two = await given({ blog });
    byHand(two, 'A', two.instance('blog').ip ?? '', '192.0.2.1');
    await two.world.advance({ minutes: 5 });
    expect(two.world.route53.records(ZONE.id).find(({ Type }) => Type === 'A')?.ResourceRecords).toHaveLength(2);
    expect(notificationText(two.world)).toContain(`and 192.0.2.1, which hostkeeper did not set`);

    const extra = await given({ blog });
    byHand(extra, 'AAAA', '2001:db8::9');
    const { instanceId } = extra.instance('blog');
    extra.world.inRegion().ec2.instances.terminate(instanceId);
    await extra.world.advance({ minutes: 15 });
    expect(extra.instance('blog').instanceId).not.toBe(instanceId);
    expect(extra.names()).toEqual([`A ${NAME} ${extra.instance('blog').ip}`, `AAAA ${NAME} 2001:db8::9`]);
    expect(notificationText(extra.world)).toContain(`${NAME} is AAAA 2001:db8::9, which hostkeeper did not set`);
  });

  it('is not overwritten in the moment of a change either', async () => {
    const env = await given({ blog });
    const { world, names, instance } = env;
    world.intercept('ChangeResourceRecordSets', async () => byHand(env, 'A', '192.0.2.1'));
    world.inRegion().ec2.instances.terminate(instance('blog').instanceId);
    await world.advance({ minutes: 15 });
    expect(names()).toEqual([`A ${NAME} 192.0.2.1`]);
    expect(world.failures).toEqual([]);
    expect(notificationText(world)).toContain(`${NAME} is A 192.0.2.1, which hostkeeper did not set`);
  });

  it('stays at the address of an instance that died before hostkeeper had recorded it', async () => {
    const env = await given({ blog: { ...blog, remembered: false } });
    const { world, names, instance } = env;
    const { instanceId, ip } = instance('blog');
    world.inRegion().ec2.instances.terminate(instanceId);
    await world.advance({ minutes: 15 });
    expect(names()).toEqual([`A ${NAME} ${ip}`]);
    expect(notificationText(world)).toContain(`${NAME} is A ${ip}, which hostkeeper did not set and leaves as it is`);
    remove(env, 'A');
    await world.advance({ minutes: 2 });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
  });

  it('stays at the name of a stopped host, as does a maintenance record from before the stop', async () => {
    const after = await given({ blog });
    await after.world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await after.world.advance({ minutes: 10 });
    expect(after.names()).toEqual([]);
    expect(ownerText(after)).toBeUndefined();
    byHand(after, 'A', '192.0.2.1');
    await after.world.advance({ minutes: 10 });
    expect(after.names()).toEqual([`A ${NAME} 192.0.2.1`]);
    expect(notificationText(after.world)).toContain(`${NAME} is A 192.0.2.1, which hostkeeper did not set`);

    const before = await given({ blog });
    byHand(before, 'A', '192.0.2.1');
    await before.world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await before.world.advance({ minutes: 10 });
    expect(before.names()).toEqual([`A ${NAME} 192.0.2.1`]);
  });
});

describe('a record of a stopped host', () => {
  it('is removed, which is told with the old value and the command that restores it', async () => {
    const { world, names, instance } = await given({ blog });
    const { ip } = instance('blog');
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 10 });
    expect(names()).toEqual([]);
    expect(notificationText(world)).toContain(`: A ${ip} deleted)`);
    expect(notificationText(world)).toContain(
      `{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"${NAME}","Type":"A","TTL":60,"ResourceRecords":[{"Value":"${ip}"}]}}]}`,
    );
  });
});

describe('two running hosts with one name', () => {
  const hosts = { blog, shop: { data: true, records: ['BLOG.example.com.'] } };

  it('are both refused, and both named; the record is left', async () => {
    const env = await given(hosts);
    const { world, names } = env;
    const before = names();
    expect(before).toHaveLength(1);
    await world.advance({ minutes: 60 });
    expect(names()).toEqual(before);
    expect(changes(world)).not.toContain('ChangeResourceRecordSets');
    const { returned } = await world.invoke('reconcile', { dryRun: true });
    const reason = expect.stringContaining(`the groups blog-group and shop-group both have the name ${NAME}`);
    expect(reportsOf(returned).filter(({ status }) => status === 'refused')).toMatchObject([{ reason }, { reason }]);
    expect(world.mails).toHaveLength(1);
    expect(notificationText(world)).toContain(`the groups blog-group and shop-group both have the name ${NAME}`);
  });

  it('do not stand in each other’s way while one of them is stopped', async () => {
    const { world, names, instance } = await given(hosts);
    await world.invoke('emergency-shutdown', { reason: 'moved', hosts: ['shop'] });
    await world.advance({ minutes: 10 });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
  });
});

describe('a name that another host has recorded as its own', () => {
  it('is left to that host, which is named', async () => {
    const { world, names, instance } = await given({ blog, theirs: { tags: { 'hostkeeper:stage': 'staging' } } });
    const { ip = '' } = instance('theirs');
    world.route53.put(ZONE.id, { Name: NAME, Type: 'A', TTL: 60, ResourceRecords: [{ Value: ip }] });
    const text = `"heritage=hostkeeper,stage=staging,region=us-east-1,host=theirs,A=${ip}"`;
    world.route53.put(ZONE.id, {
      Name: `_hostkeeper.${NAME}`,
      Type: 'TXT',
      TTL: 300,
      ResourceRecords: [{ Value: text }],
    });
    await world.advance({ minutes: 10 });
    expect(names()).toEqual([`A ${NAME} ${ip}`]);
    expect(changes(world)).not.toContain('ChangeResourceRecordSets');
    expect(notificationText(world)).toContain(
      `${NAME} is pointed by the host theirs of the stage staging in us-east-1, at A ${ip}`,
    );
  });
});

describe('a name outside its zone', () => {
  it.each([1, 3])(
    'is refused before Route 53 refuses it, and the other names are pointed: %i of those',
    async (count) => {
      const good = Array.from({ length: count }, (_, index) => `www${index}.example.com`);
      const template = JSON.parse(JSON.stringify(packagedTemplate()).replaceAll('*.example.com', '*'));
      const records = ['blog.example.org', ...good];
      const { world, names, resize } = await given({ blog: { data: true, sizes: '0/0/1', records } }, { template });
      resize('blog', { desired: 1 });
      await world.advance({ minutes: 3 });
      expect(names()).toHaveLength(count);
      expect(world.failures).toEqual([]);
      expect(notificationText(world)).toContain(
        `"blog.example.org", a name outside its zone example.com (${ZONE.id}): choose a name in it`,
      );
    },
  );
});

describe('the tag hostkeeper:address-family', () => {
  it('limits the records to its families; an AAAA record beside them is the owner’s', async () => {
    const env = await given({ blog: { ...blog, ipv6: true, tags: { 'hostkeeper:address-family': 'IPv4' } } });
    const { world, names, instance } = env;
    await world.advance({ minutes: 2 });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
    byHand(env, 'AAAA', '2001:db8::9');
    const mails = world.mails.length;
    await advanceSparsely(world, { hours: 30 });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`, `AAAA ${NAME} 2001:db8::9`]);
    expect(world.mails).toHaveLength(mails);
  });

  it('is not needed for a host that has IPv6 alone', async () => {
    const { world, names, instance, resize } = await given({
      blog: { ...blog, sizes: '0/0/1', ipv6: true, ipv4: false },
    });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 3 });
    expect(names()).toEqual([`AAAA ${NAME} ${instance('blog').ipv6}`]);
    expect(world.mails).toEqual([]);
  });
});
