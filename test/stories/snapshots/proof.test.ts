import { describe, expect, it } from 'vitest';

import { formattedDisk, type OtherContent, superblockOf } from '../../aws/ec2/disk.ts';
import { withActions } from '../../support/iam-fixture.ts';
import { givenEvening, notificationsOf, passNight, snapshotsOf } from '../../support/snapshot-story.ts';
import { expectFailures } from '../../support/story-end.ts';

type Env = Awaited<ReturnType<typeof givenEvening>>;

/** The tags that say what was found in the snapshots of the host blog. */
const foundIn = ({ world }: Env): readonly (string | undefined)[] =>
  snapshotsOf(world, 'blog').map(({ tags }) => tags.get('hostkeeper:file-system'));

const subjects = ({ world }: Env): readonly string[] => notificationsOf(world).map(({ subject }) => subject);

/** A host that had one good night. */
const afterGoodNight = async (): Promise<Env> => {
  const env = await givenEvening({ blog: {} });
  await passNight(env);
  expect(foundIn(env)).toEqual([expect.stringMatching(/^ext4 \S+ data$/)]);
  return env;
};

describe('a snapshot', () => {
  it('of a volume that was wiped is told the same night, and does not count', async () => {
    const env = await afterGoodNight();
    delete env.volume('blog').data.fileSystem;
    await passNight(env);
    expect(foundIn(env)[1]).toBe('wrong: blank');
    expect(subjects(env)[0]).toMatch(/^\[prod\] The snapshot of blog holds other data: snap-\w+ holds nothing at all/);
    expect(notificationsOf(env.world)[0]?.at.toISOString()).toMatch(/^2026-11-21T03:/);
  });

  it('of another file system is told with the command that says it was on purpose', async () => {
    const env = await afterGoodNight();
    const { volumeId } = env.volume('blog');
    env.volume('blog').data.fileSystem = formattedDisk(volumeId, {
      label: 'new',
      at: env.world.clock.now(),
      type: 'xfs',
    }).fileSystem;
    await passNight(env);
    const found = `xfs ${superblockOf(env.volume('blog').data)?.uuid} new`;
    expect(foundIn(env)[1]).toBe(`wrong: ${found}`);
    const { snapshotId = '', tags } = snapshotsOf(env.world, 'blog')[1] ?? {};
    expect(notificationsOf(env.world)[0]?.body).toContain(
      `aws ec2 create-tags --region us-east-1 --resources ${snapshotId} --tags 'Key=hostkeeper:file-system,Value=${found}'`,
    );
    // The owner types it.
    tags?.set('hostkeeper:file-system', found);
    env.world.mails.length = 0;
    await passNight(env);
    expect(foundIn(env)[2]).toBe(found);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it.each<[string, OtherContent['type'], string]>([
    ['partitions', 'partitions', 'not looked at: partitions'],
    ['volumes of LVM', 'lvm', 'not looked at: LVM'],
  ])('of %s is not looked into, and never called wrong', async (_, type, found) => {
    const env = await afterGoodNight();
    env.volume('blog').data.fileSystem = { type };
    await passNight(env);
    expect(foundIn(env)[1]).toBe(found);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it('of what nobody knows is called wrong where a file system was before, and else not looked at', async () => {
    const env = await afterGoodNight();
    env.volume('blog').data.fileSystem = { type: 'garbage' };
    await passNight(env);
    expect(foundIn(env)[1]).toBe('wrong: unknown data');
    const other = await givenEvening({ blog: {} });
    other.volume('blog').data.fileSystem = { type: 'garbage' };
    await passNight(other);
    expect(foundIn(other)).toEqual(['not looked at: unknown data']);
    expect(notificationsOf(other.world)).toEqual([]);
  });

  it('of a volume that was never formatted is told from the first night on', async () => {
    const env = await givenEvening({ blog: {} });
    delete env.volume('blog').data.fileSystem;
    await passNight(env);
    expect(subjects(env)).toEqual([expect.stringContaining('holds nothing at all')]);
  });

  it('of an ext4 whose superblock was last written long ago is right: nothing has frozen it', async () => {
    const env = await afterGoodNight();
    const superblock = superblockOf(env.volume('blog').data);
    expect(superblock?.writtenAt.getTime()).toBeLessThan(Date.parse('2026-11-20T03:00:00Z'));
    await passNight(env);
    expect(notificationsOf(env.world)).toEqual([]);
  });

  it('that was frozen must have been written then', async () => {
    const env = await givenEvening({ blog: {} });
    env.world.setDelivery('snapshot-completed');
    await env.world.advance({ minutes: 40 });
    const superblock = superblockOf(env.volume('blog').data);
    const [snapshot] = snapshotsOf(env.world, 'blog');
    snapshot?.tags.set('hostkeeper:consistency', 'frozen');
    const held = snapshot && superblockOf(snapshot.data);
    if (held) held.writtenAt = new Date('2026-10-01T00:00:00Z');
    await env.world.advance({ minutes: 20 });
    expect(foundIn(env)).toEqual([`wrong: not written since 2026-10-01T00:00:00.000Z ext4 ${superblock?.uuid} data`]);
    expect(notificationsOf(env.world)[0]?.body).toContain('although it was frozen');
  });

  it('that cannot be read is told, counts, and is copied and kept as ever', async () => {
    expectFailures('snapshot-completed');
    const template = withActions('ebs:GetSnapshotBlock', '"ec2:DescribeTags"');
    const env = await givenEvening({ blog: {} }, { template });
    await passNight(env);
    expect(foundIn(env)).toEqual([undefined]);
    expect(subjects(env)).toEqual([expect.stringMatching(/^\[prod\] The snapshot of blog could not be looked into/)]);
  });
});
