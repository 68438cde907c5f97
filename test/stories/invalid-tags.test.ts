import { describe, expect, it } from 'vitest';

import { given, stateOf } from '../support/given.ts';
import { npmLinesOf } from '../support/paste.ts';

const STATE = 'hostkeeper:state';
const ON_CRITICAL_BUDGET = 'hostkeeper:on-critical-budget';

/** The charges of a month that pass the critical amount of 25.00 USD. */
const passTheCriticalAmount = async ({ world }: Awaited<ReturnType<typeof given>>) => {
  world.charge(2.1);
  await world.advance({ minutes: 1 });
  world.charge(30);
  await world.advance({ minutes: 15 });
};

const MEANINGLESS_STATES = [
  '',
  ' ',
  'paused',
  'stopped',
  'runing',
  'running since today',
  'suspended',
  'unknown 0/1/1',
];
const MEANINGLESS_CHOICES = ['', ' ', 'Suspend', ' suspend', 'suspend ', 'kep', 'keep!', 'keep it', 'yes', 'never'];

describe('a tag that means nothing protects no host from the budget', () => {
  it.each(['Running', 'running ', ' RUNNING', ...MEANINGLESS_STATES])('such as the state "%s"', async (state) => {
    const env = await given({ blog: { tags: { [STATE]: state } } });
    await passTheCriticalAmount(env);
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(env.group('blog'))).toMatch(/^suspended 0\/1\/1 \S+ budget threshold:1@2026-11$/);
    expect(env.world.mails.map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/^\[prod\] Stopping blog/),
    );
  });

  it.each(MEANINGLESS_CHOICES)('such as the choice "%s"', async (choice) => {
    const env = await given({ blog: { tags: { [ON_CRITICAL_BUDGET]: choice } } });
    await passTheCriticalAmount(env);
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it.each(['keep', 'Keep', ' KEEP ', 'keep\t'])('while "%s" keeps it', async (choice) => {
    const env = await given({ blog: { tags: { [ON_CRITICAL_BUDGET]: choice } } });
    await passTheCriticalAmount(env);
    expect(env.group('blog').sizes).toBe('0/1/1');
  });

  it('and a person who stops every host stops such a host too', async () => {
    const { world, group } = await given({
      blog: { tags: { [STATE]: 'paused' } },
      shop: { tags: { [ON_CRITICAL_BUDGET]: 'kep' } },
    });
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/0/0', '0/0/0']);
    await world.invoke('emergency-resume', { reason: 'the cause is dealt with' });
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/1/1', '0/1/1']);
  });

  it('and a state that is written oddly but means something is kept to', async () => {
    const { world, group, resize } = await given({
      blog: { sizes: '0/0/0', tags: { [STATE]: ' Suspended  0/1/1 2026-10-14T06:03:20.123Z Budget ' } },
    });
    resize('blog', { min: 0, desired: 1, max: 1 });
    await world.advance({ minutes: 2 });
    expect(group('blog').sizes).toBe('0/0/0');
  });
});

describe('a tag that means nothing is notified by the next pass', () => {
  it.each([
    ['kep', 'set it to "suspend" or "keep" (did you mean "keep"?)'],
    ['keep!', 'set it to "suspend" or "keep" (did you mean "keep"?)'],
    ['suspended', 'set it to "suspend" or "keep" (did you mean "suspend"?)'],
    ['', 'which means nothing: set it to "suspend" or "keep"'],
  ])('with the nearest value: "%s"', async (choice, words) => {
    const { world, group } = await given({ blog: { tags: { [ON_CRITICAL_BUDGET]: choice } } });
    await world.advance({ minutes: 2 });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^\[prod\] Blog has a tag that means nothing: its tag hostkeeper:on-critical-budget says/i),
    ]);
    expect(world.mails[0]?.body).toContain(words);
    expect(npmLinesOf(world.mails[0] ?? { body: '' })).toEqual([]);
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
  });

  it('and its host is operated as before', async () => {
    const { world, names, instance } = await given({
      blog: { records: ['blog.example.com'], tags: { [ON_CRITICAL_BUDGET]: 'kep' } },
    });
    world.inRegion().ec2.instances.terminate(instance('blog').instanceId);
    await world.advance({ minutes: 15 });
    expect(names()).toEqual([`A blog.example.com ${instance('blog').ip}`]);
  });

  it('with the nearest state', async () => {
    const { world } = await given({ blog: { tags: { [STATE]: 'runing' } } });
    await world.advance({ minutes: 2 });
    expect(world.mails[0]?.body).toContain(
      'its tag hostkeeper:state says "runing", which means nothing: set it to "running", or remove it (did you mean "running"?)',
    );
  });
});

describe('a tag of hostkeeper that does not exist', () => {
  it.each([
    ['hostkeeper:on-critical-budgt', 'hostkeeper:on-critical-budget'],
    ['hostkeeper:On-Critical-Budget', 'hostkeeper:on-critical-budget'],
    ['Hostkeeper:record', 'hostkeeper:records'],
    ['hostkeeper-stage', 'hostkeeper:stage'],
  ])('is notified once, with the nearest name: %s', async (unknown, known) => {
    const { world } = await given({ blog: { tags: { [unknown]: 'keep' } } });
    await world.advance({ minutes: 5 });
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.body).toContain(
      `its tag ${unknown} has a name that means nothing: rename it, or remove it (did you mean "${known}"?)`,
    );
  });

  it('is notified without a guess where nothing is near', async () => {
    const { world } = await given({ blog: { tags: { 'hostkeeper:owner-of-the-house': 'me' } } });
    await world.advance({ minutes: 2 });
    expect(world.mails[0]?.body).toContain(
      'its tag hostkeeper:owner-of-the-house has a name that means nothing: rename it, or remove it',
    );
    expect(world.mails[0]?.body).not.toContain('did you mean');
  });

  it('of somebody else is none of our business', async () => {
    const { world } = await given({
      blog: { tags: { Name: 'blog', 'aws:cloudformation:stack-name': 'x', host: 'blog' } },
    });
    await world.advance({ minutes: 5 });
    expect(world.mails).toEqual([]);
  });
});
