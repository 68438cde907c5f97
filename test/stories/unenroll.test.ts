import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { unenroll } from '../../infra/commands/unenroll/unenroll.ts';
import { given } from '../support/given.ts';

/** A fleet that has been reconciled for some hours, so that its groups have their hooks, and a client that unenrolls. */
const givenFleet = async () => {
  const env = await given({ blog: {}, shop: {} });
  const { world } = env;
  await world.advance({ hours: 5 });
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'any' };
  const client = new AutoScalingClient({ region: 'us-east-1', credentials, requestHandler: world.requestHandler });
  const stack = { stage: 'prod', region: 'us-east-1' };
  return { ...env, leave: (host: string) => unenroll(client, { ...stack, host }) };
};

describe('a host that is unenrolled', () => {
  it('loses its hooks and hostkeeper’s own tags, keeps everything else, and the command says so', async () => {
    const { world, group, leave } = await givenFleet();
    const said = await leave('blog');
    expect(said.join('\n')).toContain('The hooks of blog-group are gone: hostkeeper-launch, hostkeeper-terminate.');
    expect(said.join('\n')).toContain('blog has left');
    const { tags, sizes } = group('blog');
    expect({ stage: tags['hostkeeper:stage'], host: tags['hostkeeper:host'], sizes }).toEqual({
      stage: undefined,
      host: 'blog',
      sizes: '0/1/1',
    });
    expect(world.autoScaling().groups.get('blog-group')?.hooks.size).toBe(0);
  });

  it('is left alone from then on, and the others are not', async () => {
    const { world, group, leave } = await givenFleet();
    await leave('blog');
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/1/1', '0/0/0']);
  });

  it('stays suspended if it is, and the command says so and what its sizes were', async () => {
    const { world, group, leave } = await givenFleet();
    await world.invoke('emergency-shutdown', { reason: 'the bill rises', hosts: ['blog'] });
    await world.advance({ minutes: 5 });
    expect((await leave('blog')).join('\n')).toMatch(
      /stays at 0\/0\/0 \(it is to have 0\/1\/1\).*update-auto-scaling-group/,
    );
    expect(Object.keys(group('blog').tags)).not.toContain('hostkeeper:state');
  });

  it('must exist: a typing error unenrolls no host', async () => {
    const { world, leave } = await givenFleet();
    const before = world.calls.length;
    await expect(leave('blgo')).rejects.toThrow('no host is named blgo; there are: blog, shop');
    expect(world.calls.slice(before).map(({ operation }) => operation)).toEqual(['DescribeAutoScalingGroups']);
  });
});
