import { describe, expect, it } from 'vitest';

import { unenrollOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';

/** A fleet that was reconciled for some hours, so that its groups have their hooks. */
const givenFleet = async () => {
  const operator = await givenOperator({ blog: {}, shop: {} });
  await operator.world.advance({ hours: 5 });
  return operator;
};

describe('hostkeeper unenroll', () => {
  it('removes the hooks and hostkeeper’s own tags of a host, keeps all else, and says so', async () => {
    const { world, group, type } = await givenFleet();
    const { code, stdout } = await type(['unenroll', 'blog', '--yes']);
    expect(stdout).toContain('Removed the hooks of blog-group: hostkeeper-launch, hostkeeper-terminate.');
    expect(stdout).toContain('blog is no longer enrolled');
    const { tags, sizes } = group('blog');
    expect({ stage: tags['hostkeeper:stage'], host: tags['hostkeeper:host'], sizes }).toEqual({
      stage: undefined,
      host: 'blog',
      sizes: '0/1/1',
    });
    expect(world.autoScaling().groups.get('blog-group')?.hooks.size).toBe(0);
    expect(code).toBe(0);
  });

  it('leaves the host alone from then on, and no other', async () => {
    const { world, group, type } = await givenFleet();
    await type(['unenroll', 'blog', '--yes']);
    await type(['stop', '--yes']);
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/1/1', '0/0/0']);
    expect(world.mails.at(-1)?.body).not.toContain('blog');
  });

  it('of a suspended host says that it stays so, and what its sizes were', async () => {
    const { group, type } = await givenFleet();
    await type(['stop', 'blog']);
    const { stdout } = await type(['unenroll', 'blog', '--yes']);
    expect(stdout).toContain('stays at 0/0/0 (it is to have 0/1/1)');
    expect(stdout).toMatch(
      /^ {2}aws autoscaling update-auto-scaling-group .* --min-size 0 --desired-capacity 1 --max-size 1$/m,
    );
    expect(Object.keys(group('blog').tags)).not.toContain('hostkeeper:state');
  });

  it('asks, and --dry-run changes nothing', async () => {
    const { world, group, type, typeJson } = await givenFleet();
    const asked = await type(['unenroll', 'blog']);
    expect(asked.stderr).toContain('Take blog (group blog-group in us-east-1) out of the stage prod?');
    const { output } = await typeJson(unenrollOutput, ['unenroll', 'blog', '--dry-run']);
    expect(output).toMatchObject({ dryRun: true, hooks: ['hostkeeper-launch', 'hostkeeper-terminate'] });
    expect(group('blog').tags['hostkeeper:stage']).toBe('prod');
    expect(world.calls.filter(({ operation }) => operation.startsWith('Delete'))).toEqual([]);
    expect(asked.code).toBe(2);
  });

  it('names the hosts that exist when one does not: a typing error removes nothing', async () => {
    const { world, type } = await givenFleet();
    const { code, stderr } = await type(['unenroll', 'blgo', '--yes']);
    expect(stderr).toContain('no host named blgo. Did you mean blog? Its hosts are blog, shop.');
    expect(world.calls.filter(({ operation }) => operation.startsWith('Delete'))).toEqual([]);
    expect(code).toBe(1);
  });
});
