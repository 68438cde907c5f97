import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect, it, onTestFinished } from 'vitest';

import { statusOutput } from '../../../infra/commands/schemas.ts';
import { ZONE } from '../../aws/lambda/package-stack.ts';
import type { World } from '../../aws/world.ts';
import { givenOperator } from '../../support/cli.ts';
import { startDnsServer, useDns } from '../../support/dns-server.ts';

const BLOG = { data: true, records: ['blog.example.com'] } as const;
const SHOP = { data: true, records: ['shop.example.com'] } as const;

/** Whatever changes something, of what was called. */
const CHANGES = /^(?!Describe|List|Get|Invoke)/;

const hasScript = spawnSync('sh', ['-c', 'command -v script']).status === 0;
if (!hasScript) console.warn('script (util-linux) is not installed: status was not run on a terminal.');

/** Gives every group a launch template with AWS's newest image: instances that are launched from now on are of its latest version. */
const giveLaunchTemplates = (world: World) => {
  const { launchTemplates } = world.inRegion().ec2;
  launchTemplates.add('lt-1', 'resolve:ssm:/aws/service/ecs/image_id');
  for (const group of world.autoScaling().groups.all()) group.launchSource = { id: 'lt-1', version: '$Latest' };
  return launchTemplates;
};

describe('hostkeeper status', () => {
  it('shows each host with its state, instance, volume and names', async () => {
    const { type, instance, volume } = await givenOperator({ blog: BLOG, shop: {} });
    const { code, stdout } = await type(['status']);
    expect(stdout).toMatch(/^HOST +STATE +INSTANCE +VOLUME +SNAPSHOT +NAMES +SINCE/);
    const [, blog, shop] = stdout.split('\n');
    expect(blog).toMatch(
      new RegExp(
        `^blog +running +${instance('blog').instanceId} +${volume('blog').volumeId} +none +blog\\.example\\.com +20`,
      ),
    );
    expect(shop).toMatch(new RegExp(`^shop +running +${instance('shop').instanceId} `));
    expect(code).toBe(0);
  });

  it('says why a host is refused, and where a name leads that does not lead to its host', async () => {
    const { world, type } = await givenOperator({ blog: { ...BLOG, tags: { 'hostkeeper:ttl': 'soon' } }, shop: SHOP });
    world.pauseSchedules(true);
    world.route53.put(ZONE.id, {
      Name: 'shop.example.com',
      Type: 'A',
      TTL: 60,
      ResourceRecords: [{ Value: '203.0.113.9' }],
    });
    const { stdout } = await type(['status']);
    expect(stdout).toMatch(/^blog .*refused: .*hostkeeper:ttl/m);
    expect(stdout).toMatch(/^shop .*shop\.example\.com \(203\.0\.113\.9\)/m);
  });

  it('says that the zone of a host is not delegated yet', async () => {
    const dns = await startDnsServer('no such name');
    onTestFinished(dns.stop);
    const { world, type } = await givenOperator({ blog: { ...BLOG, tags: { 'hostkeeper:hosted-zone': 'Z2' } } });
    world.route53.createZone('Z2', 'blog.de');
    const { stdout } = await type(['status'], useDns(dns.address));
    expect(stdout).toMatch(/^blog .*blog\.de is not delegated yet: enter ns-1\.awsdns-01\.com, .* at its registrar/m);
  });

  it('prints JSON that its schema reads', async () => {
    const { typeJson, instance, volume } = await givenOperator({ blog: BLOG });
    const { output, code } = await typeJson(statusOutput, ['status']);
    const { instanceId, ip } = instance('blog');
    expect(output).toMatchObject({
      stage: 'prod',
      hosts: [
        {
          host: 'blog',
          region: 'us-east-1',
          group: 'blog-group',
          state: 'running',
          sizes: '0/1/1',
          instances: [{ instanceId, lifecycleState: 'InService', address: ip }],
          volumes: [{ volumeId: volume('blog').volumeId, state: 'attached', instanceId }],
          names: [{ name: 'blog.example.com', addresses: [ip] }],
          waitsFor: [],
          conditions: [],
        },
      ],
      errors: [],
    });
    expect(code).toBe(0);
  });

  it('lists each condition that does not hold, and says of each why, but not of what only waits for it', async () => {
    const tags = { 'hostkeeper:ttl': 'soon', 'hostkeeper:address': 'eipalloc-0123456789abcdef0' };
    const { world, typeJson } = await givenOperator({ blog: { ...BLOG, tags } });
    world.pauseSchedules(true);
    const { output } = await typeJson(statusOutput, ['status']);
    const [host] = output.hosts;
    expect(host?.waitsFor).toEqual([
      expect.stringMatching(/^refused: its tag hostkeeper:ttl says "soon"/),
      expect.stringMatching(/^refused: eipalloc-0123456789abcdef0 does not exist/),
    ]);
    expect(host?.conditions).toMatchObject([
      { kind: 'TagValid', name: 'hostkeeper:ttl', status: 'refused' },
      { kind: 'AddressAssociated', status: 'refused' },
      { kind: 'RecordPointed', name: 'blog.example.com', status: 'refused', blockedBy: 'AddressAssociated' },
    ]);
  });

  it('reads only', async () => {
    const { world, type } = await givenOperator({ blog: BLOG });
    world.pauseSchedules(true);
    const before = world.calls.length;
    await type(['status']);
    const called = world.calls.slice(before).map(({ operation }) => operation);
    expect(called).toContain('Invoke');
    expect(called.filter((operation) => CHANGES.test(operation))).toEqual([]);
  });

  it('says of an instance that its group would launch a newer launch template or image', async () => {
    const { world, type, typeJson } = await givenOperator({ blog: BLOG, shop: SHOP });
    const launchTemplates = giveLaunchTemplates(world);
    for (const host of ['blog', 'shop']) await type(['replace', host, '--yes']);
    expect((await type(['status'])).stdout).not.toContain('older');
    launchTemplates.publishImage('ami-0fedcba9876543210');
    expect((await type(['status'])).stdout).toMatch(/^blog .* i-\w+ \(older image\) /m);
    const shop = world.autoScaling().groups.get('shop-group');
    if (shop) shop.launchSource = { id: 'lt-1', version: '1' };
    launchTemplates.addVersion('lt-1', 'ami-0fedcba9876543210');
    const { output } = await typeJson(statusOutput, ['status']);
    expect(output.hosts.map(({ host, instances }) => [host, instances[0]?.outdated])).toEqual([
      ['blog', 'launch template'],
      ['shop', 'image'],
    ]);
  });

  it('shows the hosts, and the error, where launch templates cannot be read', async () => {
    const { world, type } = await givenOperator({ blog: BLOG });
    giveLaunchTemplates(world);
    world.breakDown('DescribeLaunchTemplateVersions', { hours: 10 });
    const { code, stdout } = await type(['status']);
    expect(stdout).toMatch(/^blog +running/m);
    expect(stdout).toContain('us-east-1: launch templates cannot be compared: ');
    expect(code).toBe(1);
  });

  it('says that a stage has no hosts', async () => {
    const { type } = await givenOperator({});
    expect(await type(['status'])).toMatchObject({ code: 0, stdout: 'The stage prod has no hosts.\n' });
  });

  it('is colored only where that is asked for', async () => {
    const { type } = await givenOperator({ blog: {} });
    const plain = await type(['status']);
    const forced = await type(['status'], { FORCE_COLOR: '1' });
    expect(plain.stdout).not.toContain('\u001B[');
    expect(forced.stdout).toContain('\u001B[32mrunning');
  });

  it.skipIf(!hasScript)('is colored on a terminal, unless NO_COLOR is set', async () => {
    const { type, paste } = await givenOperator({ blog: {} });
    const command = `'${process.execPath}' infra/commands/hostkeeper.ts status`;
    const terminal = (variables: string) =>
      paste(`${variables} TERM=xterm-256color script -qec "${command}" /dev/null < /dev/null`);
    const colored = await terminal('');
    const plain = await terminal('NO_COLOR=1');
    expect(colored.stdout).toContain('\u001B[32mrunning');
    expect(plain.stdout).not.toContain('\u001B[');
    expect(plain.stdout.replaceAll('\r', '')).toBe((await type(['status'])).stdout);
  });

  it('--watch shows the hosts again and again', async () => {
    const { env, group } = await givenOperator({ blog: {} });
    const child = spawn(process.execPath, ['infra/commands/hostkeeper.ts', 'status', '--watch'], { env });
    let printed = '';
    const seenTwice = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.split('HOST').length > 2) resolve();
      });
    });
    await seenTwice;
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(printed.match(/^blog +running/gm)).toHaveLength(2);
    expect(group('blog').sizes).toBe('0/1/1');
  });
});
