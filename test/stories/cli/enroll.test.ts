import { describe, expect, it } from 'vitest';

import { enrollOutput, statusOutput } from '../../../infra/commands/schemas.ts';
import { ZONE } from '../../aws/lambda/package-stack.ts';
import { givenOperator } from '../../support/cli.ts';
import type { GivenHost } from '../../support/given.ts';

const ENROLLED = /^hostkeeper:(host|stage|device|records|hosted-zone)$/;

/** A group that somebody made by hand, with a volume at its instance. */
const givenGroup = async (group: GivenHost = {}, others: Readonly<Record<string, GivenHost>> = {}) => {
  const operator = await givenOperator({ web: { enrolled: false, ...group }, ...others });
  const { ec2 } = operator.world.inRegion();
  const found = operator.world.autoScaling().groups.get('web-group');
  const machine = found?.instances[0];
  const volume = ec2.volumes.create(machine?.zone ?? found?.zones[0] ?? '', {});
  if (machine) ec2.volumes.attachImmediately(volume, machine.instanceId, '/dev/sdf');
  const tagsOf = () => Object.entries(operator.group('web').tags).filter(([key]) => ENROLLED.test(key));
  return { ...operator, newVolume: volume, groupTags: () => Object.fromEntries(tagsOf()) };
};

describe('hostkeeper enroll', () => {
  it('tags a group that was made by hand and the volume of its instance, and hostkeeper operates it', async () => {
    const { type, typeJson, newVolume, groupTags, world, group, instance } = await givenGroup();
    const { code, stdout, stderr } = await type(
      ['enroll', 'web-group', '--host', 'web', '--yes'].concat(
        '--records',
        'web.example.com',
        '--hosted-zone',
        ZONE.id,
      ),
    );
    expect(stderr).toContain(
      `Group web-group in us-east-1, zone us-east-1a, sizes 0/1/1, instances: ${instance('web').instanceId}`,
    );
    expect(stderr).toContain(`Volume ${newVolume.volumeId} in us-east-1a, attached to ${instance('web').instanceId}`);
    expect(stdout).toContain('web is enrolled.');
    expect(groupTags()).toEqual({
      'hostkeeper:host': 'web',
      'hostkeeper:stage': 'prod',
      'hostkeeper:records': 'web.example.com',
      'hostkeeper:hosted-zone': ZONE.id,
    });
    expect(Object.fromEntries(newVolume.tags)).toEqual({
      'hostkeeper:host': 'web',
      'hostkeeper:stage': 'prod',
      'hostkeeper:role': 'data',
      'hostkeeper:recycle': 'prod',
    });
    expect(code).toBe(0);
    await world.advance({ minutes: 5 });
    expect(world.autoScaling().groups.get('web-group')?.hooks.size).toBe(2);
    expect(group('web').sizes).toBe('0/1/1');
    const { output } = await typeJson(statusOutput, ['status']);
    expect(output.hosts).toMatchObject([
      { host: 'web', volumes: [{ volumeId: newVolume.volumeId }], names: [{ addresses: [instance('web').ip] }] },
    ]);
  });

  it('asks before it writes anything', async () => {
    const { type, newVolume, groupTags } = await givenGroup();
    const { code, stderr } = await type(['enroll', 'web-group']);
    expect(stderr).toContain('Write these tags?');
    expect(stderr).toContain('repeat the command with --yes');
    expect([groupTags(), newVolume.tags.size]).toEqual([{}, 0]);
    expect(code).toBe(2);
  });

  it('--dry-run says what it would write, and writes nothing', async () => {
    const { typeJson, newVolume, groupTags, instance } = await givenGroup();
    const { output, code } = await typeJson(enrollOutput, ['enroll', 'web-group', '--dry-run']);
    expect(output).toMatchObject({
      dryRun: true,
      host: 'web-group',
      volume: { volumeId: newVolume.volumeId, zone: 'us-east-1a', instanceId: instance('web').instanceId },
      groupTags: { 'hostkeeper:host': 'web-group', 'hostkeeper:stage': 'prod' },
    });
    expect([groupTags(), newVolume.tags.size]).toEqual([{}, 0]);
    expect(code).toBe(0);
  });

  it('takes a host without a data volume', async () => {
    const { type, newVolume, groupTags } = await givenGroup();
    expect(await type(['enroll', 'web-group', '--volume', 'none', '--yes'])).toMatchObject({ code: 0 });
    expect(groupTags()).toMatchObject({ 'hostkeeper:device': 'none' });
    expect(newVolume.tags.size).toBe(0);
  });

  it.each<[string, GivenHost, readonly string[], string]>([
    ['without an instance needs to be told the volume', { sizes: '0/0/1' }, [], 'name it with --volume vol-…'],
    [
      'that launches in two zones is refused',
      { zones: ['us-east-1a', 'us-east-1b'] },
      [],
      'leave it the subnets of one',
    ],
    ['with a warm pool is refused', { warmPool: true }, [], 'delete-warm-pool'],
    ['that names no zone for its records is refused', {}, ['--records', 'web.example.com'], 'hosted-zone'],
    ['whose name another host has is refused', {}, ['--host', 'blog'], 'the group blog-group is the host blog already'],
    [
      'whose DNS name another host has is refused',
      {},
      ['--records', 'WWW.example.com.', '--hosted-zone', ZONE.id],
      'the host blog has the name www.example.com already',
    ],
  ])('a group %s', async (_, group, options, message) => {
    const { type, newVolume, groupTags } = await givenGroup(group, { blog: { records: ['www.example.com'] } });
    const { code, stderr } = await type(['enroll', 'web-group', '--yes', ...options]);
    expect(stderr).toContain(message);
    expect([groupTags(), newVolume.tags.size]).toEqual([{}, 0]);
    expect(code).toBe(1);
  });

  it('names the groups that exist, and the nearest, when one does not', async () => {
    const { type } = await givenGroup();
    const { code, stderr } = await type(['enroll', 'web-gruop', '--yes']);
    expect(stderr).toContain('There is no Auto Scaling group named web-gruop in us-east-1. Did you mean web-group?');
    expect(code).toBe(1);
  });
});
