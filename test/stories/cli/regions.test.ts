import { describe, expect, it } from 'vitest';

import { capacityOutput, statusOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator, givenTwoRegions } from '../../support/cli.ts';

describe('a stage in several regions', () => {
  it('is one table', async () => {
    const { type } = await givenTwoRegions({ blog: {} }, { shop: {} });
    const { code, stdout } = await type(['status']);
    expect(stdout).toMatch(/^HOST +REGION +STATE/);
    expect(stdout).toMatch(/^blog +us-east-1 +running/m);
    expect(stdout).toMatch(/^shop +eu-central-1 +running/m);
    expect(code).toBe(0);
  });

  it('is stopped where the named host is, and nowhere else', async () => {
    const { home, other, typeJson } = await givenTwoRegions({ blog: {} }, { shop: {} });
    const { output, code } = await typeJson(capacityOutput, ['stop', 'shop']);
    expect(output.results).toMatchObject([{ host: 'shop', region: 'eu-central-1', status: 'converged' }]);
    expect(other.group('shop')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(home.group('blog').sizes).toBe('0/1/1');
    expect(home.world.invocations.map(({ name }) => name)).not.toContain('emergency-shutdown');
    expect(code).toBe(0);
  });

  it('is stopped in every region that can be, and the worst decides the exit code', async () => {
    const { home, other, type } = await givenTwoRegions({ blog: {} }, { shop: {} });
    other.world.injectFault('Invoke', {
      nth: 1,
      code: 'AccessDeniedException',
      message: 'User: me is not authorized to perform: lambda:InvokeFunction on resource: it',
      status: 403,
    });
    const { code, stdout } = await type(['stop', '--yes', '--no-wait']);
    expect(stdout).toMatch(/^blog +us-east-1 /m);
    expect(stdout).toMatch(/^eu-central-1: me lacks the permission lambda:InvokeFunction/m);
    expect([home.group('blog').sizes, other.group('shop').sizes]).toEqual(['0/0/0', '0/1/1']);
    expect(code).toBe(1);
  });

  it('is stopped also in a region whose hosts cannot be read', async () => {
    const { home, other, type } = await givenTwoRegions({ blog: {} }, { shop: {} });
    other.world.injectFault('DescribeAutoScalingGroups', {
      nth: 1,
      code: 'AccessDenied',
      message: 'User: me is not authorized to perform: autoscaling:DescribeAutoScalingGroups on resource: *',
      status: 403,
      caller: 'owner',
    });
    const { code, stdout } = await type(['stop', '--yes']);
    expect(stdout).toMatch(/^shop +eu-central-1 /m);
    expect(stdout).toMatch(/^eu-central-1: me lacks the permission autoscaling:DescribeAutoScalingGroups/m);
    expect([home.group('blog').sizes, other.group('shop').sizes]).toEqual(['0/0/0', '0/0/0']);
    expect(code).toBe(1);
  });

  it('shows the hosts of the others when one is not deployed', async () => {
    const operator = await givenOperator({ blog: {} }, { hostRegions: 'us-east-1,eu-central-1' });
    const { output, code } = await operator.typeJson(statusOutput, ['status']);
    expect(output.hosts.map(({ host }) => host)).toEqual(['blog']);
    expect(output.errors).toEqual([
      { region: 'eu-central-1', message: expect.stringContaining('The stage prod is not deployed in eu-central-1.') },
    ]);
    expect(code).toBe(1);
  });
});
