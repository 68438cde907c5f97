import { describe, expect, it } from 'vitest';

import { changes, reportsOf } from '../../support/queries.ts';
import {
  addSnapshot,
  drillInstances,
  drillMails,
  drillVolumes,
  givenDrills,
  lastResult,
  runSchedule,
} from '../../support/drill-story.ts';

describe('once a month', () => {
  it('the newest snapshot of a host is restored on an instance of its own, looked at, and thrown away', async () => {
    const env = await givenDrills();
    const { world, group, volume } = env;
    const { snapshotId } = addSnapshot(world, 'blog', volume('blog'), 1);
    const from = world.calls.length;
    const { returned } = await runSchedule(world);
    expect(returned).toMatchObject({ results: [{ controller: 'drill', host: 'blog', status: 'converged' }] });
    expect(changes(world, from)).toEqual(['RunInstances', 'SendCommand', 'TerminateInstances', 'CreateOrUpdateTags']);
    expect(group('blog').tags['hostkeeper:drilled']).toMatch(
      new RegExp(String.raw`^2026-11-20T09:\d\d:\d\d\.\d{3}Z passed \d+s ${snapshotId} 60m 0\.\d{4}usd$`),
    );
    await world.advance({ minutes: 5 });
    expect(drillInstances(world).map(({ state }) => state)).toEqual(['terminated']);
    expect(drillVolumes(world)).toEqual([]);
  });

  it('and the e-mail has what was looked at, how long it took, how old the snapshot is, and what it cost at most', async () => {
    const { world } = await givenDrills();
    await runSchedule(world);
    expect(drillMails(world)).toHaveLength(1);
    expect(drillMails(world)[0]).toMatchObject({
      subject: '[prod] Restore of blog rehearsed: it can be restored',
      body: expect.stringMatching(
        /^A snapshot of blog was restored on an instance of its own, and all that was looked at is right\.\n\nRehearsed:\n- blog \(group blog-group, us-east-1\): snap-[0-9a-f]+, 6 hours old: it can be restored \(ext4, checked; the database started \(8\.4\.3\), 12 of 12 tables checked\)\. It took \d+ minutes? \d+ seconds? from the launch of its instance, and cost at most 0\.00\d\d USD\.\n\nNo instance of the drill and no copy of the data is left\. /,
      ),
    });
  });

  it('and the e-mail comes once, though the host is stopped and resumed afterwards', async () => {
    const { world } = await givenDrills();
    await runSchedule(world);
    await world.invoke('emergency-shutdown', { reason: 'a holiday', hosts: ['blog'] });
    world.pauseSchedules(false);
    await world.advance({ minutes: 20 });
    expect(drillMails(world).filter(({ subject }) => subject.includes('rehearsed'))).toHaveLength(1);
  });

  it('and the instance is a Spot instance of a tiny type in the subnet of the host, with tags of its own and no data role', async () => {
    const { world, instance } = await givenDrills();
    await runSchedule(world);
    const request = world.calls.find(({ operation }) => operation === 'RunInstances');
    expect(request?.input).toMatchObject({
      InstanceType: 't3.micro',
      InstanceMarketOptions: { MarketType: 'spot' },
      InstanceInitiatedShutdownBehavior: 'terminate',
      BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } }],
    });
    const [drill] = drillInstances(world);
    expect(drill?.zone).toBe(instance('blog').zone);
    expect(Object.fromEntries(drill?.tags ?? [])).toMatchObject({
      'hostkeeper:host': 'blog',
      'hostkeeper:stage': 'prod',
      'hostkeeper:role': 'drill',
    });
    expect([...(drill?.tags.keys() ?? [])]).not.toContain('hostkeeper:recycle');
  });

  it('and on the other days of the month nothing happens, until the next one begins', async () => {
    const env = await givenDrills();
    const { world } = env;
    await runSchedule(world);
    await world.advance({ hours: 24 * 9 });
    await runSchedule(world);
    expect(drillInstances(world)).toEqual([]);
    expect(drillMails(world)).toHaveLength(1);
    await world.advance({ hours: 48 });
    await runSchedule(world);
    expect(drillInstances(world)).toHaveLength(1);
    expect(drillMails(world)).toHaveLength(2);
  });

  it('and of many hosts some each day, so that a fleet is not drilled at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const env = await givenDrills(Object.fromEntries(names.map((name) => [name, {}])));
    await runSchedule(env.world);
    const drilled = () => names.filter((name) => lastResult(env, name) === 'passed');
    expect(drilled()).toHaveLength(5);
    await env.world.advance({ hours: 24 });
    await runSchedule(env.world);
    expect(drilled()).toEqual(names);
  });

  it('and never, where the parameter says so', async () => {
    const { world } = await givenDrills({ blog: {} }, { environment: { 'restore-drill': { DRILLS: 'never' } } });
    const { returned } = await runSchedule(world);
    expect(returned).toEqual({ results: [] });
    expect(drillInstances(world)).toEqual([]);
  });

  it.each([
    ['has no snapshot', { shop: {} }, 'no drill: it has no snapshot that can be restored: take one first'],
    [
      'is stopped',
      { shop: { tags: { 'hostkeeper:state': 'suspended 0/1/1 2026-11-19T09:00:00.000Z operator' } } },
      'no drill: it is stopped',
    ],
  ])('and a host that %s is passed over without an e-mail', async (_, hosts, reason) => {
    const { world } = await givenDrills(hosts);
    if (reason.includes('no snapshot'))
      for (const { snapshotId } of world.inRegion().ec2.snapshots.all())
        world.inRegion().ec2.snapshots.delete(snapshotId);
    const { returned } = await runSchedule(world);
    expect(reportsOf(returned)).toEqual([{ host: 'shop', status: 'converged', reason, actions: [] }]);
    expect([drillInstances(world), drillMails(world)]).toEqual([[], []]);
  });
});

/** The parameters of the command that was sent. */
const parametersOf = ({ world }: Awaited<ReturnType<typeof givenDrills>>) =>
  world.calls.find(({ operation }) => operation === 'SendCommand')?.input['Parameters'];

describe('the database on the copy is that of the host', () => {
  it('with its options, by the definition of the task that runs', async () => {
    const env = await givenDrills();
    await runSchedule(env.world);
    expect(parametersOf(env)).toMatchObject({
      Image: ['mysql:8.4'],
      Arguments: [Buffer.from('--skip-log-bin').toString('base64')],
      Label: ['any'],
      Owner: [Buffer.from('prod/blog').toString('base64')],
      Query: ['none'],
    });
  });

  it('or of an image that the owner names, with a query whose answer is in the report', async () => {
    const environment = {
      'restore-drill': { DRILL_IMAGE: 'mariadb:11', DRILL_QUERY: 'select count(*) from app.page' },
    };
    const env = await givenDrills({ blog: {} }, { environment });
    env.volume('blog').data.rows = 4711;
    addSnapshot(env.world, 'blog', env.volume('blog'), 0);
    await runSchedule(env.world);
    expect(parametersOf(env)).toMatchObject({ Image: ['mariadb:11'] });
    expect(drillMails(env.world)[0]?.body).toContain('the query says "4711"');
  });

  it('and where no database is known, file system and marker alone are looked at, and the report says so', async () => {
    const env = await givenDrills({ blog: { tags: { 'hostkeeper:cluster': 'other' } } });
    await runSchedule(env.world);
    expect(parametersOf(env)).toMatchObject({ Image: ['none'] });
    expect(drillMails(env.world)[0]?.body).toContain('(ext4, checked; no database was started)');
  });

  it('and the volume of the stage’s own host has to have its label', async () => {
    const environment = {
      'restore-drill': { OWN_HOST: 'blog', OWN_LABEL: 'hk-01234567', DRILL_SECURITY_GROUP: 'sg-0123456789abcdef0' },
    };
    const env = await givenDrills({ blog: {} }, { environment });
    await runSchedule(env.world);
    expect(env.world.calls.find(({ operation }) => operation === 'RunInstances')?.input).toMatchObject({
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    });
    expect(lastResult(env)).toBe('foreign');
  });
});
