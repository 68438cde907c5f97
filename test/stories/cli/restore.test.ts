import { describe, expect, it } from 'vitest';

import { cloneOutput, restoreOutput, statusOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';

/** A host with a snapshot of an hour ago, and a person in front of it. */
const givenSnapshot = async (options: Parameters<typeof givenOperator>[1] = {}) => {
  const operator = await givenOperator({ blog: { data: true }, shop: {} }, options);
  const { world, volume } = operator;
  const old = volume('blog');
  const { ec2 } = world.inRegion();
  const startedAt = new Date(world.clock.now().getTime() - 3_600_000);
  const tags = { 'hostkeeper:host': 'blog', 'hostkeeper:stage': 'prod', 'hostkeeper:role': 'snapshot' };
  const snapshot = ec2.snapshots.add({
    volumeId: old.volumeId,
    data: { ...old.data, rows: 7 },
    startedAt,
    tags: new Map(Object.entries(tags)),
  });
  const withRole = (role: string) => ec2.volumes.all().filter((one) => one.tags.get('hostkeeper:role') === role);
  return { ...operator, old, snapshot, withRole };
};

describe('hostkeeper restore', () => {
  it('says what it does, restores, and prints what to write down and how to go back, which works', async () => {
    const { typeJson, type, old, snapshot, withRole } = await givenSnapshot();
    const { output, code } = await typeJson(restoreOutput, [
      'restore',
      'blog',
      '--latest',
      '--zone',
      'us-east-1b',
      '--yes',
    ]);
    expect(code).toBe(0);
    const [data] = withRole('data');
    expect(data).toMatchObject({ snapshotId: snapshot.snapshotId, zone: 'us-east-1b' });
    expect(output).toMatchObject({
      status: 'converged',
      volumeId: data?.volumeId,
      retired: [old.volumeId],
      stageLines: ['host:', `  volumeId: ${data?.volumeId}`, '  zone: us-east-1b'],
      undo: [`npm run hostkeeper -- restore blog --stage prod --region us-east-1 --volume ${old.volumeId}`],
    });
    const undone = await type([...(output.undo?.[0]?.split(' ').slice(4) ?? []), '--yes']);
    expect(undone.stderr).toContain(`Make ${old.volumeId} the data volume.`);
    expect(undone.stdout).toContain(
      `blog is restored.\nIts data volume is ${old.volumeId}; retired is ${data?.volumeId}.`,
    );
    expect(undone.code).toBe(0);
  });

  it('asks before it begins; a dry run says what would be done', async () => {
    const { type, world, old, withRole } = await givenSnapshot();
    const asked = await type(['restore', 'blog', '--latest']);
    expect(asked.stderr).toContain('Restore blog? The service is offline for about 5 minutes.');
    expect(asked.code).toBe(2);
    const dry = await type(['restore', 'blog', '--latest', '--fast', '--dry-run']);
    expect(dry.stdout).toMatch(/^1\. Create a volume of 32 GiB gp3 in us-east-1a from snap-/);
    expect(dry.stdout).toContain('Its initialization at 300 MiB/s costs about');
    expect(dry.code).toBe(0);
    expect(withRole('data')).toEqual([old]);
    expect(world.mails).toEqual([]);
  });

  it('says why it does nothing, and what there is', async () => {
    const { type } = await givenSnapshot();
    const refused = await type(['restore', 'blog', '--at', '2020-01-01T00:00Z', '--yes']);
    expect(refused.stdout).toMatch(
      /^blog was not restored: there is no snapshot of blog at or before 2020.*the oldest is snap-/,
    );
    expect(refused.code).toBe(1);
    const wrong = await type(['restore', 'blog', '--yes']);
    expect(wrong.stderr).toContain('exactly one of snapshotId, volumeId, at and latest');
    expect(wrong.code).toBe(1);
  });
});

describe('hostkeeper clone', () => {
  it('copies the data volume at once, says that it is no backup, and how to delete it', async () => {
    const { type, typeJson, old, withRole } = await givenSnapshot();
    old.data.rows = 12;
    const { stdout, code } = await type(['clone', 'blog', '--yes']);
    const [copy] = withRole('clone');
    expect(code).toBe(0);
    expect(copy).toMatchObject({ zone: 'us-east-1a', sourceVolumeId: old.volumeId, data: { rows: 12 } });
    expect(copy).toMatchObject({ type: 'gp3', iops: 3000, throughput: 125 });
    expect(stdout).toContain(`${copy?.volumeId} in us-east-1a is a copy of ${old.volumeId} of blog.`);
    expect(stdout).toContain('It costs 2.56 USD a month.');
    expect(stdout).toContain('It is no backup: it is in the same zone as the volume.');
    expect(stdout).toContain(`aws ec2 delete-volume --region us-east-1 --volume-id ${copy?.volumeId}`);
    const status = await typeJson(statusOutput, ['status']);
    expect(status.output.hosts[0]?.volumes).toMatchObject([
      { volumeId: old.volumeId },
      { volumeId: copy?.volumeId, role: 'clone' },
    ]);
  });

  it('copies nothing in a dry run', async () => {
    const { typeJson, old, withRole } = await givenSnapshot();
    const { output } = await typeJson(cloneOutput, ['clone', 'blog', '--dry-run']);
    expect(output).toMatchObject({ source: old.volumeId, gigabytes: 32, usdMonth: 2.56 });
    expect(output).not.toHaveProperty('performance');
    expect(withRole('clone')).toEqual([]);
  });

  it('names the performance that is billed besides the size', async () => {
    const { type, old } = await givenSnapshot();
    Object.assign(old, { iops: 6000, throughput: 250 });
    const { stdout } = await type(['clone', 'blog', '--dry-run']);
    expect(stdout).toContain('It costs 2.56 USD a month. Its 6000 IOPS and 250 MiB/s are billed besides.');
  });

  it('copies nothing while a threshold of the month has stopped a host', async () => {
    const { type, world, withRole } = await givenSnapshot();
    const month = new Date().toISOString().slice(0, 7);
    world
      .autoScaling()
      .groups.get('shop-group')
      ?.tags.set('hostkeeper:state', `suspended 0/1/1 ${month}-01T00:00:00.000Z budget threshold:1@${month}`);
    const { stderr, code } = await type(['clone', 'blog', '--yes']);
    expect(stderr).toContain('A threshold of this month has stopped shop');
    expect(code).toBe(1);
    expect(withRole('clone')).toEqual([]);
  });
});
