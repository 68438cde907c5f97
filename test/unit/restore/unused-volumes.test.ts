import type { Volume } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';

import type { Host } from '../../../libs/hosts/host.ts';
import { checkUnusedVolumes, type VolumeCheck } from '../../../libs/restore/unused-volumes.ts';

const monthly = new Date('2026-12-01T12:09:59Z');

const last = { source: 'snap-01', zone: 'eu-central-1a', since: new Date('2026-12-01T12:00:00Z') } as const;

const tagsOf = (host: string, role = 'candidate') => [
  { Key: 'hostkeeper:host', Value: host },
  { Key: 'hostkeeper:role', Value: role },
];

const volume = (VolumeId: string, role: string, more: Partial<Volume> = {}): Volume => ({
  VolumeId,
  AvailabilityZone: 'eu-central-1a',
  CreateTime: new Date('2026-11-14T12:00:00Z'),
  VolumeType: 'gp3',
  Size: 20,
  Tags: tagsOf('blog', role),
  ...more,
});

/** The check of these volumes, with what it has asked for and logged. */
const checking = (describeVolumes: VolumeCheck['ec2']['describeVolumes']) => {
  const asked: unknown[] = [];
  const logged: object[] = [];
  const check: VolumeCheck = {
    stage: 'prod',
    region: 'eu-central-1',
    prices: { gp3: 0.08 },
    log: (entry) => logged.push(entry),
    ec2: {
      describeVolumes: (...question) => {
        asked.push(question);
        return describeVolumes(...question);
      },
    },
  };
  return { check, asked, logged };
};

const checkingOf = (...volumes: readonly Volume[]) => checking(async () => volumes);

describe('the volumes that no host uses', () => {
  it('are asked for by their roles, none of which is the data', async () => {
    const { check, asked } = checkingOf();
    expect(await checkUnusedVolumes(check, [], monthly)).toBeUndefined();
    expect(asked).toEqual([
      [[{ Name: 'tag:hostkeeper:stage', Values: ['prod'] }], 'tag:hostkeeper:role', ['retired', 'candidate', 'clone']],
    ]);
  });

  it.each(['2026-12-01T12:08:59Z', '2026-12-01T12:10:00Z', '2026-12-02T12:09:00Z', '2026-12-11T12:09:00Z'])(
    'are not asked for at %s, which is not their minute of the month',
    async (time) => {
      const { check, asked } = checkingOf(volume('vol-01', 'retired'));
      expect(await checkUnusedVolumes(check, [], new Date(time))).toBeUndefined();
      expect(asked).toEqual([]);
    },
  );

  it('are listed with their price, and each with the command that deletes it: nothing else is', async () => {
    const { check, logged } = checkingOf(
      volume('vol-01', 'retired'),
      volume('vol-02', 'candidate', { Size: 8 }),
      volume('vol-03', 'clone', { VolumeType: 'io2' }),
    );
    const notice = await checkUnusedVolumes(check, [], monthly);
    expect(notice?.about).toBe('3 volumes no longer in use cost 2.24 USD a month in eu-central-1');
    expect(notice?.body.split('\n\n')).toEqual([
      'These volumes of eu-central-1 belong to hosts, and no host uses them. AWS bills them like any other, and hostkeeper deletes no volume:',
      [
        '- vol-01 of blog in eu-central-1a: the data before a restore, 20 GiB gp3 of 2026-11-14, 1.60 USD a month.',
        '- vol-02 of blog in eu-central-1a: created by a restore that did not use it, 8 GiB gp3 of 2026-11-14, 0.64 USD a month.',
        '- vol-03 of blog in eu-central-1a: a clone, 20 GiB io2 of 2026-11-14.',
      ].join('\n'),
      'If you no longer need the data on one, delete it. A retired volume that was deleted is in the Recycle Bin for seven days, from where it can be brought back; a clone is not. To delete each of them:',
      ['vol-01', 'vol-02', 'vol-03']
        .map((id) => `aws ec2 delete-volume --region eu-central-1 --volume-id ${id}`)
        .join('\n'),
      'A reminder comes on the first of each month. Nothing was changed, so there is nothing to undo.',
      '',
    ]);
    expect(logged).toEqual([]);
  });

  it.each([
    [20, undefined],
    [21, '- and 1 more.'],
  ])('are named up to twenty in one e-mail: of %d', async (count, rest) => {
    const volumes = Array.from({ length: count }, (_, index) => volume(`vol-${index}`, 'retired'));
    const notice = await checkUnusedVolumes(checkingOf(...volumes).check, [], monthly);
    const lines = notice?.body.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('- vol-'))).toHaveLength(20);
    expect(lines.filter((line) => line.startsWith('aws '))).toHaveLength(20);
    expect(lines.find((line) => line.startsWith('- and'))).toBe(rest);
  });

  it.each<[string, Host['restore'], readonly string[]]>([
    ['is being restored', { status: 'restoring', ...last }, ['vol-02']],
    ['may be', { status: 'unreadable', text: 'maybe' }, ['vol-02']],
    ['was restored', { status: 'done', ...last }, ['vol-01', 'vol-02']],
    ['was not restored', { status: 'failed', ...last }, ['vol-01', 'vol-02']],
    ['was never restored', undefined, ['vol-01', 'vol-02']],
  ])('are not those of a host that %s, as one of them may become its data: %j', async (_, restore, listed) => {
    const { check } = checkingOf(
      volume('vol-01', 'candidate'),
      volume('vol-02', 'candidate', { Tags: tagsOf('shop') }),
    );
    const hosts = [{ host: 'shop' }, { host: 'blog', ...(restore && { restore }) }];
    const notice = await checkUnusedVolumes(check, hosts, monthly);
    const deleted = notice?.body.match(/(?<=--volume-id )\S+/g);
    expect(deleted).toEqual(listed);
  });

  it('one is written of as one', async () => {
    const notice = await checkUnusedVolumes(checkingOf(volume('vol-01', 'retired')).check, [], monthly);
    expect(notice?.about).toBe('1 volume no longer in use costs 1.60 USD a month in eu-central-1');
  });

  it('are logged as not listed where AWS does not answer, and the pass goes on', async () => {
    const { check, logged } = checking(() => Promise.reject(new Error('throttled')));
    expect(await checkUnusedVolumes(check, [], monthly)).toBeUndefined();
    expect(logged).toEqual([{ level: 'warn', message: 'could not look for volumes that no host uses: throttled' }]);
  });
});
