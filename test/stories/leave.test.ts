import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { unenroll } from '../../infra/commands/unenroll/unenroll.ts';
import { given } from '../support/given.ts';

/** A fleet that was looked at for some hours, so that its groups have their hooks, and who may take one out of it. */
const kept = async () => {
  const there = await given({ blog: {}, shop: {} });
  const { world } = there;
  await world.advance({ hours: 5 });
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'any' };
  const client = new AutoScalingClient({ region: 'us-east-1', credentials, requestHandler: world.requestHandler });
  const departure = { stage: 'prod', region: 'us-east-1' };
  return { ...there, leaves: (host: string) => unenroll(client, { ...departure, host }) };
};

describe('a host that leaves', () => {
  it('loses its hooks and hostkeeper’s own tags, keeps all else, and hears so', async () => {
    const { world, group, leaves } = await kept();
    const said = await leaves('blog');
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
    const { world, group, leaves } = await kept();
    await leaves('blog');
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/1/1', '0/0/0']);
  });

  it('while it is suspended, is told that it stays so, and what its sizes were', async () => {
    const { world, group, leaves } = await kept();
    await world.invoke('emergency-shutdown', { reason: 'the bill rises', hosts: ['blog'] });
    await world.advance({ minutes: 5 });
    expect((await leaves('blog')).join('\n')).toMatch(
      /stays at 0\/0\/0 \(it is to have 0\/1\/1\).*update-auto-scaling-group/,
    );
    expect(Object.keys(group('blog').tags)).not.toContain('hostkeeper:state');
  });

  it('must be one that is there: a typing error takes nobody off', async () => {
    const { world, leaves } = await kept();
    const before = world.calls.length;
    await expect(leaves('blgo')).rejects.toThrow('no host is named blgo; there are: blog, shop');
    expect(world.calls.slice(before).map(({ operation }) => operation)).toEqual(['DescribeAutoScalingGroups']);
  });
});
