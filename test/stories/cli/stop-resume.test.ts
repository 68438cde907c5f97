import { describe, expect, it } from 'vitest';

import { capacityOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';
import { stateOf } from '../../support/given.ts';

describe('hostkeeper stop', () => {
  it('stops the host that is named, says what is under way, and ends when no instance is left', async () => {
    const { world, type, group } = await givenOperator({ blog: {}, shop: {} }, { speed: 20 });
    const { code, stdout, stderr } = await type(['stop', 'blog', '--reason', 'charges are rising']);
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(group('shop').sizes).toBe('0/1/1');
    // Its instance may be gone when the function answers, or later.
    expect(stdout).toMatch(/^blog +done +(it is stopped|suspended by operator since .*; no instance is left)$/m);
    expect(stdout).toMatch(/^ {2}npm run hostkeeper -- resume blog$/m);
    expect(stderr).toMatch(/^blog: stopping, i-\w+ is Terminating/m);
    expect(stderr).toMatch(/^blog: stopped$/m);
    expect(world.mails.some(({ body }) => body.includes('charges are rising'))).toBe(true);
    expect(code).toBe(0);
  });

  it('gives the operator as the reason where none was given', async () => {
    const { world, type } = await givenOperator({ blog: {} });
    await type(['stop', 'blog', '--no-wait']);
    expect(world.invocations.find(({ name }) => name === 'emergency-shutdown')?.event).toMatchObject({
      reason: expect.stringMatching(/with hostkeeper stop$/),
      hosts: ['blog'],
    });
  });

  it('without names needs --yes where nobody can be asked, and changes nothing without it', async () => {
    const { type, group } = await givenOperator({ blog: {}, shop: {} });
    const { code, stderr } = await type(['stop']);
    expect(stderr).toContain('Stop blog, shop of the stage prod?');
    expect(stderr).toContain('repeat the command with --yes');
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/1/1', '0/1/1']);
    expect(code).toBe(2);
  });

  it('without names stops all but those that are kept', async () => {
    const { type, group } = await givenOperator({
      blog: {},
      shop: {},
      mail: { tags: { 'hostkeeper:on-critical-budget': 'keep' } },
    });
    const { code, stdout } = await type(['stop', '--yes']);
    expect(['blog', 'shop', 'mail'].map((host) => group(host).sizes)).toEqual(['0/0/0', '0/0/0', '0/1/1']);
    expect(stdout).toMatch(/^mail +refused .*keep$/m);
    expect(code).toBe(0);
  });

  it('--dry-run says what it would do, and changes nothing', async () => {
    const { world, type, group } = await givenOperator({ blog: {} });
    const { code, stdout } = await type(['stop', '--dry-run']);
    expect(stdout).toMatch(/^blog +would change .*UpdateAutoScalingGroup/m);
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(stateOf(group('blog'))).toBeUndefined();
    expect(world.mails).toEqual([]);
    expect(code).toBe(0);
  });

  it('names the hosts that exist, and the nearest, when one does not', async () => {
    const { world, type, group } = await givenOperator({ blog: {}, shop: {} });
    const { code, stderr } = await type(['stop', 'blog', 'shpo']);
    expect(stderr).toBe('error: The stage prod has no host named shpo. Did you mean shop? Its hosts are blog, shop.\n');
    expect(world.calls.filter(({ operation }) => operation === 'Invoke')).toEqual([]);
    expect(group('blog').sizes).toBe('0/1/1');
    expect(code).toBe(1);
  });

  it('prints JSON that its schema reads', async () => {
    const { typeJson } = await givenOperator({ blog: {} });
    const { output, code } = await typeJson(capacityOutput, ['stop', 'blog']);
    expect(output).toMatchObject({
      dryRun: false,
      results: [{ host: 'blog', region: 'us-east-1', status: 'converged', reason: 'it is stopped' }],
      errors: [],
    });
    expect(code).toBe(0);
  });
});

describe('hostkeeper resume', () => {
  it('brings a host back to its sizes, and ends when it is in service', async () => {
    const { type, group } = await givenOperator({ blog: { sizes: '1/1/1' }, shop: {} });
    await type(['stop', '--yes']);
    const { code, stdout, stderr } = await type(['resume', 'blog']);
    expect(group('blog')).toMatchObject({ sizes: '1/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(group('shop').sizes).toBe('0/0/0');
    expect(stdout).toMatch(/^blog +done/m);
    expect(stdout).toMatch(/^ {2}blog: autoscaling:CreateOrUpdateTags \(.*stops it again at/m);
    expect(stderr).toMatch(/^blog: running, i-\w+ is InService$/m);
    expect(code).toBe(0);
  });

  it('without names brings back every stopped host', async () => {
    const { type, group } = await givenOperator({ blog: {}, shop: {}, mail: {} });
    await type(['stop', 'blog', 'shop']);
    const { stderr } = await type(['resume']);
    expect(stderr).toContain('Resume blog, shop of the stage prod?');
    expect(await type(['resume', '--yes'])).toMatchObject({ code: 0 });
    expect(['blog', 'shop'].map((host) => group(host).sizes)).toEqual(['0/1/1', '0/1/1']);
  });

  it('says so when no host is stopped', async () => {
    const { type } = await givenOperator({ blog: {} });
    expect(await type(['resume', '--yes'])).toMatchObject({ code: 0, stdout: 'No host is stopped.\n' });
  });

  it('is refused for a host whose sizes nobody knows, and takes them from --sizes', async () => {
    const { type, group } = await givenOperator({ blog: { sizes: '0/0/0' } });
    await type(['stop', 'blog']);
    const refused = await type(['resume', 'blog']);
    expect(refused.stdout).toMatch(/^blog +refused/m);
    expect(refused.stdout).toContain('--sizes');
    expect(refused.code).toBe(1);
    expect(await type(['resume', 'blog', '--sizes', '0/1/1'])).toMatchObject({ code: 0 });
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
  });
});
