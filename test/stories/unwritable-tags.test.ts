import { describe, expect, it } from 'vitest';

import { given, stateOf, type Env } from '../support/given.ts';
import { invokeLinesOf, npmLinesOf } from '../support/paste.ts';

const shutdown = { reason: 'the bill rises' };
const resume = { reason: 'the cause is dealt with' };

const DENIED = { code: 'AccessDenied', message: 'explicit deny in a service control policy', status: 403 } as const;

/** A service control policy that denies every write of a tag for this long. */
const denyTags = ({ world }: Env, minutes: number): void => world.breakDown('CreateOrUpdateTags', { minutes }, DENIED);

/** Tags of the owner that leave no room: a group has 50 at most, and no state tag yet. */
const FULL = Object.fromEntries(Array.from({ length: 46 }, (_, at) => [`owner:${at}`, 'x']));

const passTheCriticalAmount = async ({ world }: Env): Promise<void> => {
  world.charge(2.1);
  await world.advance({ minutes: 1, seconds: 10 });
  world.charge(30);
};

describe('a host whose tags cannot be written', () => {
  it('is stopped by the budget all the same, and the e-mail has the sizes that no tag has', async () => {
    const env = await given({ blog: { sizes: '1/1/1' } });
    denyTags(env, 600);
    await passTheCriticalAmount(env);
    await env.world.advance({ minutes: 10 });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(env.group('blog'))).toBeUndefined();
    const mails = env.world.mails.filter(({ subject }) => subject.startsWith('[prod]'));
    expect(mails).toHaveLength(1);
    expect(env.world.failures).toEqual([]);
    const [mail = { subject: '', body: '' }] = mails;
    expect(mail.subject).toMatch(/^\[prod\] Stopped blog, but could not record it: month's charges/);
    expect(mail.body).toContain('explicit deny in a service control policy');
    expect(npmLinesOf(mail)).toEqual([
      'npm run hostkeeper -- resume blog --stage prod --region us-east-1 --sizes 1/1/1',
    ]);
    expect(invokeLinesOf(mail)[0]).toContain('"sizes":"1/1/1"');
  });

  it('is stopped by the pass before the alarm comes, which then offers no sizes, as it does not know them', async () => {
    const env = await given({ blog: { sizes: '1/1/1' } });
    denyTags(env, 600);
    // The first pass that sees the threshold leaves it to the alarm.
    env.world.setDelivery('budget-kill-switch', 150);
    await passTheCriticalAmount(env);
    await env.world.advance({ minutes: 5 });
    const [first, second] = env.world.mails.filter(({ subject }) => subject.startsWith('[prod]'));
    expect(npmLinesOf(first ?? { body: '' })[0]).toContain('--sizes 1/1/1');
    expect(npmLinesOf(second ?? { body: '' })).toEqual([
      'npm run hostkeeper -- resume blog --stage prod --region us-east-1',
    ]);
  });

  it('is stopped when its group has 50 tags, and the e-mail says to free one', async () => {
    const env = await given({ blog: { tags: FULL } });
    expect(Object.keys(env.group('blog').tags)).toHaveLength(50);
    await env.world.invoke('emergency-shutdown', shutdown);
    expect(env.group('blog').sizes).toBe('0/0/0');
    expect(env.world.mails[0]?.body).toContain('free a tag of its group, as 50 of 50 are used');
    expect(npmLinesOf(env.world.mails[0] ?? { body: '' })[0]).toContain('--sizes 0/1/1');
  });

  it('is at 0/0/0 within seconds while AWS throttles the write', async () => {
    const { world, group } = await given({ blog: {} });
    world.breakDown('CreateOrUpdateTags', { hours: 1 }, { code: 'Throttling', message: 'Rate exceeded', status: 400 });
    const { at } = await world.invoke('emergency-shutdown', shutdown);
    expect(group('blog').sizes).toBe('0/0/0');
    const update = world.calls.find(({ operation }) => operation === 'UpdateAutoScalingGroup');
    expect((update?.at.getTime() ?? Infinity) - at.getTime()).toBeLessThanOrEqual(12_000);
  });

  it('has its state recorded by the same run, with its sizes, when the trouble is over in half a minute', async () => {
    // In this history the instance ends within the minute that the function waits.
    const env = await given({ blog: { sizes: '1/1/1' } }, { seed: 2 });
    denyTags(env, 0.4);
    const { returned } = await env.world.invoke('emergency-shutdown', shutdown);
    expect(returned).toMatchObject({ results: [{ host: 'blog', status: 'converged' }] });
    expect(stateOf(env.group('blog'))).toMatch(/^suspended 1\/1\/1 \S+ operator$/);
    await env.world.advance({ minutes: 5 });
    expect(env.world.mails.map(({ subject }) => subject)).toEqual(['[prod] Stopped blog: the bill rises']);
  });

  it('has whatever prevents scale-in removed, and its instance ended, all the same', async () => {
    const env = await given({ guarded: { protected: true }, standby: { standby: true } });
    denyTags(env, 60);
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 5 });
    for (const host of ['guarded', 'standby']) expect(env.group(host)).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it('shields no other host', async () => {
    const { world, group } = await given({ blog: { tags: FULL }, shop: {} });
    await world.invoke('emergency-shutdown', shutdown);
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/0/0', '0/0/0']);
    expect(stateOf(group('shop'))).toMatch(/^suspended 0\/1\/1 /);
  });

  it('is recorded as soon as the same is asked again and the tag can be written', async () => {
    const env = await given({ blog: {} });
    denyTags(env, 5);
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 6 });
    await env.world.invoke('emergency-shutdown', shutdown);
    expect(stateOf(env.group('blog'))).toMatch(/^suspended unknown /);
  });
});

describe('a host that was stopped although its tags could not be written', () => {
  it('comes back by the command of the e-mail, as pasted, when the tag can be written', async () => {
    const env = await given({ blog: { sizes: '1/1/1' } });
    denyTags(env, 5);
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 6 });
    await env.paste('emergency-resume');
    expect(env.group('blog').sizes).toBe('1/1/1');
    expect(stateOf(env.group('blog'))).toMatch(/^resuming 1\/1\/1 /);
  });

  it.each([
    ['0/1/1', '0/1/1'],
    ['1/1/1', '0/1/1'],
  ])('is offered what its scaling activity tells of %s, once the e-mail is lost', async (sizes, offered) => {
    const env = await given({ blog: { sizes } });
    denyTags(env, 5);
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 6 });
    const { returned } = await env.world.invoke('emergency-resume', { ...resume, hosts: ['blog'] });
    expect(returned).toMatchObject({
      results: [
        {
          status: 'refused',
          reason: `its sizes are not recorded, but its group had a desired capacity of 1 before it was set to 0/0/0: add "sizes":"${offered}"`,
        },
      ],
    });
    await env.paste('emergency-resume', `"sizes":"${offered}"`);
    expect(env.group('blog').sizes).toBe(offered);
  });

  it('is resumed by typed sizes though its activities cannot be read', async () => {
    const env = await given({ blog: {} });
    denyTags(env, 5);
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 6 });
    env.world.breakDown('DescribeScalingActivities', { hours: 1 }, { ...DENIED, caller: 'EmergencyResumeRole' });
    const { returned } = await env.world.invoke('emergency-resume', { ...resume, hosts: ['blog'] });
    expect(returned).toMatchObject({ results: [{ reason: 'its sizes are not recorded: add "sizes":"0/1/1"' }] });
    await env.world.invoke('emergency-resume', { ...resume, hosts: ['blog'], sizes: '0/1/1' });
    expect(env.group('blog').sizes).toBe('0/1/1');
  });
});

describe('a resume whose state cannot be written', () => {
  it('is refused before any size changes, with what AWS says and the command to repeat', async () => {
    const env = await given({ blog: { sizes: '1/1/1' } });
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 5 });
    denyTags(env, 60);
    const { returned } = await env.world.invoke('emergency-resume', resume);
    expect(returned).toMatchObject({ results: [{ host: 'blog', status: 'refused' }] });
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(env.group('blog'))).toMatch(/^suspended 1\/1\/1 /);
    const mail = env.world.mails.at(-1) ?? { subject: '', body: '' };
    expect(mail.subject).toBe('[prod] blog not resumed: its state cannot be recorded');
    expect(mail.body).toContain('explicit deny in a service control policy');
    expect(npmLinesOf(mail)).toEqual(['npm run hostkeeper -- resume blog --stage prod --region us-east-1']);
    await env.world.advance({ minutes: 61 });
    await env.paste('emergency-resume');
    expect(env.group('blog').sizes).toBe('1/1/1');
  });

  it('is refused with the fix where the group has 50 tags', async () => {
    const env = await given({ blog: { sizes: '0/0/0', tags: FULL } });
    await env.world.invoke('emergency-resume', { ...resume, hosts: ['blog'], sizes: '0/1/1' });
    expect(env.group('blog').sizes).toBe('0/0/0');
    const mail = env.world.mails.at(-1) ?? { subject: '', body: '' };
    expect(mail.body).toContain('free a tag of its group, as 50 of 50 are used');
    expect(npmLinesOf(mail)[0]).toContain('--sizes 0/1/1');
  });
});

describe('a pass that cannot write a state', () => {
  it('says so once an hour, as no tag remembers that it did', async () => {
    const env = await given({ blog: {} });
    await env.world.invoke('emergency-shutdown', shutdown);
    await env.world.advance({ minutes: 5 });
    await env.world.invoke('emergency-resume', resume);
    await env.world.advance({ minutes: 10 });
    denyTags(env, 600);
    const before = env.world.mails.length;
    await env.world.advance({ minutes: 186 });
    const mails = env.world.mails.slice(before);
    expect(mails.length).toBeGreaterThanOrEqual(2);
    expect(mails.length).toBeLessThanOrEqual(4);
    expect(mails[0]?.body).toContain('its state cannot be recorded');
    expect(env.group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
  });
});
