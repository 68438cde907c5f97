import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes, invocationsOf, notificationText } from '../support/queries.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';

const NAME = 'blog.example.com';
const blog = { data: true, records: [NAME] };

describe('an instance launches', () => {
  it('and the host has its volume and its record without a line of AWS CLI on the host', async () => {
    const { world, group, volume, instance, names, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    const [launched] = group('blog').instances;
    expect(launched?.lifecycleState).toBe('InService');
    expect(volume('blog').attachment).toMatchObject({ instanceId: launched?.instanceId, mounted: true });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
    expect(invocationsOf(world, 'instance-launch').map(({ error }) => error)).toEqual([undefined]);
    // An ordinary launch is logged, and sends no e-mail.
    expect(world.mails).toEqual([]);
  });

  it('and the AAAA record, the Elastic IP address and several names follow the instance in one batch', async () => {
    const { world, instance, names, resize } = await given({
      blog: { ...blog, sizes: '0/0/1', address: true, ipv6: true, records: [NAME, 'www.example.com'] },
    });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    const { ip, ipv6 } = instance('blog');
    expect(names()).toEqual([
      `A ${NAME} ${ip}`,
      `AAAA ${NAME} ${ipv6}`,
      `A www.example.com ${ip}`,
      `AAAA www.example.com ${ipv6}`,
    ]);
    expect(changes(world).filter((operation) => operation === 'ChangeResourceRecordSets')).toHaveLength(1);
  });

  it('and it has two network interfaces: the address and the AAAA record are those of device index 0', async () => {
    const { world, instance, names, resize, group } = await given({
      blog: { ...blog, sizes: '0/0/1', address: true, ipv6: true, secondInterface: true },
    });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    const { ip, ipv6, instanceId } = instance('blog');
    expect(group('blog').instances).toMatchObject([{ instanceId, lifecycleState: 'InService' }]);
    expect(names()).toEqual([`A ${NAME} ${ip}`, `AAAA ${NAME} ${ipv6}`]);
    expect(world.inRegion().ec2.ownsAddress(ip ?? '')).toBe(true);
    const [associated, ...more] = world.calls.filter(({ operation }) => operation === 'AssociateAddress');
    expect(associated?.input).toMatchObject({ NetworkInterfaceId: `eni-0${instanceId.slice(2)}` });
    expect(more).toEqual([]);
  });

  it('and the event never comes: the next pass of reconcile does it', async () => {
    const { world, group, volume, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    world.setDelivery('instance-launch');
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 4 });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(volume('blog').attachment?.mounted).toBe(true);
    expect(invocationsOf(world, 'instance-launch')).toEqual([]);
  });

  it('and the event comes twice: nothing is done twice', async () => {
    const { world, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    world.setDelivery('instance-launch', 1, 20);
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 4 });
    expect(world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(changes(world)).toEqual(['AttachVolume', 'ChangeResourceRecordSets', 'CompleteLifecycleAction']);
  });

  it('and the event comes twice at once: both runs plan the same, and neither fails', async () => {
    const { world, group, instance, names, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    world.setDelivery('instance-launch', 1, 1);
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 4 });
    expect(world.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
  });

  it('and the event comes too late: an instance or a group that is gone is a result, not an error', async () => {
    const { world, resize, deleteGroup } = await given({ blog: { ...blog, sizes: '0/0/1' }, shop: { sizes: '0/0/1' } });
    world.setDelivery('instance-launch', 600);
    world.setDelivery('instance-launch', 600);
    for (const host of ['blog', 'shop']) resize(host, { desired: 1 });
    await world.advance({ minutes: 3 });
    resize('blog', { desired: 0 });
    deleteGroup('shop');
    await world.advance({ minutes: 10 });
    const runs = invocationsOf(world, 'instance-launch');
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(JSON.stringify(runs.map(({ returned }) => returned))).toMatch(/"running; no instance"/);
    expect(JSON.stringify(runs.map(({ returned }) => returned))).toMatch(
      /about the group shop-group.* no host of prod/,
    );
  });

  it('and a stuck attachment is given up after 90 s and tried again', async () => {
    const { world, volume, group, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    volume('blog').attachStuck = true;
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 6 });
    expect(volume('blog').attachment).toMatchObject({ state: 'attached', mounted: true });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(changes(world)).toContain('DetachVolume');
    expect(notificationText(world)).toMatch(/has been attaching for \d+ s/);
    expect(world.mails).toHaveLength(1);
  });

  it('and a call that succeeded though its reply was lost is not undone by the retry', async () => {
    const { world, volume, group, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    for (const operation of ['AttachVolume', 'ChangeResourceRecordSets', 'CompleteLifecycleAction'])
      world.injectFault(operation, { nth: 1, when: 'after', code: 'ServiceUnavailable', message: 'lost', status: 503 });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 3 });
    expect(group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(volume('blog').attachment?.mounted).toBe(true);
  });

  it.each([
    ['AttachVolume', 'RequestLimitExceeded', 503],
    ['ChangeResourceRecordSets', 'PriorRequestNotComplete', 400],
    ['ChangeResourceRecordSets', 'Throttling', 400],
    ['CompleteLifecycleAction', 'Throttling', 400],
  ])('and AWS answers %s with %s: the same run retries the call', async (operation, code, status) => {
    const { world, group, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    world.injectFault(operation, { nth: 1, code, message: 'not now', status });
    resize('blog', { desired: 1 });
    await world.advance({ seconds: 59 });
    expect(invocationsOf(world, 'instance-launch').map(({ error }) => error)).toEqual([undefined]);
    expect(group('blog').instances[0]?.lifecycleState).toMatch(/^(Pending:Proceed|InService)$/);
  });

  it('and a host without a volume tagged for it is refused with the tags that are missing', async () => {
    const { world, volume, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    volume('blog').tags.delete('hostkeeper:role');
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    expect(notificationText(world)).toContain('no volume has the tags hostkeeper:host = blog');
    expect(world.mails).toHaveLength(1);
  });

  it('and a volume in another zone is refused, and the reason says where both are', async () => {
    const { world, resize } = await given({ blog: { ...blog, sizes: '0/0/1', zones: ['us-east-1a'] } });
    const { ec2 } = world.inRegion();
    const [here] = ec2.volumes.all();
    here?.tags.delete('hostkeeper:role');
    ec2.volumes.create('us-east-1b', {
      'hostkeeper:host': 'blog',
      'hostkeeper:stage': 'prod',
      'hostkeeper:role': 'data',
    });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    expect(notificationText(world)).toMatch(/is in us-east-1b and the instance in us-east-1a: give the group a subnet/);
    expect(world.mails).toHaveLength(1);
  });

  it('and two volumes that are tagged as the data of the host are refused, both by name', async () => {
    const { world, volume, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    const other = world.inRegion().ec2.volumes.create('us-east-1a', Object.fromEntries(volume('blog').tags));
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    expect(notificationText(world)).toContain(other.volumeId);
    expect(notificationText(world)).toContain('are all tagged as its data');
    expect(changes(world)).not.toContain('AttachVolume');
    expect(world.mails).toHaveLength(1);
  });

  it.each<[string, Partial<ResourceRecordSet>]>([
    ['a CNAME', { Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value: 'elsewhere.example.net' }] }],
    ['an alias', { Type: 'A', AliasTarget: { HostedZoneId: 'Z2', DNSName: 'lb.', EvaluateTargetHealth: false } }],
  ])('and %s at the name of the host is left alone, with the reason', async (what, record) => {
    const { world, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    world.route53.put(ZONE.id, { Name: NAME, Type: undefined, ...record });
    resize('blog', { desired: 1 });
    await world.advance({ minutes: 2 });
    expect(notificationText(world)).toContain(`${NAME} is ${what}, which is never changed`);
    expect(changes(world)).not.toContain('ChangeResourceRecordSets');
    expect(world.mails).toHaveLength(1);
  });

  it('and the launch of a host that is suspended meanwhile is not completed', async () => {
    const { world, group, names, resize } = await given({ blog: { ...blog, sizes: '0/0/1' } });
    world.setDelivery('instance-launch', 60);
    resize('blog', { desired: 1 });
    await world.advance({ seconds: 30 });
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(names()).toEqual([]);
    expect(changes(world)).not.toContain('AttachVolume');
  });
});

describe('every minute', () => {
  it('a record that is missing is created again', async () => {
    const { world, instance, names } = await given({ blog });
    const records = world.route53.records(ZONE.id);
    for (const record of records) world.route53.remove(ZONE.id, record);
    await world.advance({ minutes: 2 });
    expect(names()).toEqual([`A ${NAME} ${instance('blog').ip}`]);
    expect(world.route53.records(ZONE.id)).toEqual(records);
  });

  it('hooks that are missing are put back, within five hours at most', async () => {
    const { world } = await given({ blog });
    const hooks = world.autoScaling().groups.get('blog-group')?.hooks;
    hooks?.clear();
    await world.advance({ minutes: 289 });
    expect([...(hooks?.keys() ?? [])].toSorted()).toEqual(['hostkeeper-launch', 'hostkeeper-terminate']);
  });

  it('a paused host is observed and left alone, and the kill switch works all the same', async () => {
    const { world, group, names } = await given({
      blog: { ...blog, tags: { 'hostkeeper:paused-until': '2026-12-01T00:00:00Z' } },
    });
    world.route53.put(ZONE.id, {
      Name: NAME,
      Type: 'A',
      TTL: 60,
      ResourceRecords: [{ Value: '192.0.2.1' }],
    });
    await world.advance({ minutes: 5 });
    expect(names()).toEqual([`A ${NAME} 192.0.2.1`]);
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it('a group that cannot work is refused with the reason: CapacityRebalance', async () => {
    const { world } = await given({ blog: { ...blog, capacityRebalance: true } });
    await world.advance({ minutes: 2 });
    expect(notificationText(world)).toMatch(/^aws autoscaling update-auto-scaling-group .* --no-capacity-rebalance$/m);
    expect(world.mails).toHaveLength(1);
  });
});
