import { describe, expect, it } from 'vitest';

import criticalAlarm from '../../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import { stateOf } from '../../support/given.ts';
import { reportsOf } from '../../support/queries.ts';
import { advanceSparsely } from '../../support/sparsely.ts';
import { givenNights, type Nights, servedRows } from '../../support/restore-fixture.ts';

const subjects = ({ mails }: { readonly mails: readonly { readonly subject: string }[] }) =>
  mails.map(({ subject }) => subject);

describe('a host that was stopped before', () => {
  it('is restored, and stays stopped', async () => {
    const { world, restore, group, data, roles, old } = await givenNights();
    await world.invoke('emergency-shutdown', { reason: 'a bug', hosts: ['blog'] });
    await world.advance({ minutes: 10 });
    await restore({ latest: true });
    await world.advance({ minutes: 30 });
    expect(data().data.rows).toBe(20);
    expect(roles()['retired']).toEqual([old.volumeId]);
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(group('blog'))).toMatch(/^suspended 0\/1\/1 .* operator$/);
    expect(world.mails.at(-1)?.body).toContain('; it stays suspended by operator.');
  });

  it('has the restored data once a person resumes it', async () => {
    const env = await givenNights();
    const { world, restore } = env;
    await world.invoke('emergency-shutdown', { reason: 'a bug', hosts: ['blog'] });
    await world.advance({ minutes: 10 });
    await restore({ latest: true });
    await world.advance({ minutes: 5 });
    await world.invoke('emergency-resume', { reason: 'it is over', hosts: ['blog'] });
    await world.advance({ minutes: 5 });
    expect(servedRows(env)).toBe(20);
  });
});

/** Its instance hangs, so that the restore lasts for more than five minutes. */
const givenHalfDone = async (host = {}) => {
  const env = await givenNights({ host });
  env.instance('blog').responsive = false;
  await env.restore({ latest: true });
  await env.world.advance({ minutes: 1 });
  expect(stateOf(env.group('blog'))).toMatch(/^suspended 0\/1\/1 .* restore$/);
  return env;
};

const passThreshold = async ({ world }: Nights): Promise<void> => {
  world.emit({ ...criticalAlarm, time: world.clock.now().toISOString() });
  await world.advance({ minutes: 30 });
};

describe('while a host is being restored', () => {
  it('the bill may pass a threshold: the restore ends, and the host stays stopped', async () => {
    const env = await givenHalfDone();
    await passThreshold(env);
    expect(env.data().data.rows).toBe(20);
    expect(env.group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(env.group('blog'))).toMatch(/^suspended 0\/1\/1 .* budget threshold:1@2026-11$/);
    expect(env.world.mails.at(-1)?.body).toContain('; it stays suspended by budget.');
  });

  it('but one that is tagged to be kept comes back, whatever the bill', async () => {
    const env = await givenHalfDone({ tags: { 'hostkeeper:on-critical-budget': 'keep' } });
    await passThreshold(env);
    expect(servedRows(env)).toBe(20);
  });

  it('a person may stop it: it stays stopped afterwards', async () => {
    const { world, group, data } = await givenHalfDone();
    await world.invoke('emergency-shutdown', { reason: 'not today', hosts: ['blog'] });
    await world.advance({ minutes: 30 });
    expect(data().data.rows).toBe(20);
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(group('blog'))).toMatch(/ operator$/);
  });

  it('a person cannot resume it: an instance could get the wrong volume', async () => {
    const env = await givenHalfDone();
    const { returned } = await env.world.invoke('emergency-resume', { reason: 'hurry', hosts: ['blog'] });
    const reason = 'its data is being restored: it is resumed at the end';
    expect(reportsOf(returned)).toMatchObject([{ status: 'refused', reason }]);
    await env.world.advance({ minutes: 15 });
    expect(servedRows(env)).toBe(20);
  });

  it('its names stay where they point, and nothing else is told of it', async () => {
    const { world, restore, names, instance } = await givenNights();
    const before = names();
    const seen = new Set<string>();
    world.watch(() => seen.add(names().join()));
    await restore({ latest: true });
    await world.advance({ minutes: 30 });
    await advanceSparsely(world, { hours: 12 });
    expect(subjects(world)).toEqual([
      '[prod] Restoring blog: a story',
      expect.stringMatching(/^\[prod\] Restored blog: from snap-/),
    ]);
    expect([...seen]).toEqual([...before, `A blog.example.com ${instance('blog').ip}`]);
  });
});

describe('a paused host', () => {
  it('is restored all the same, as a person has asked, and is left alone again after that', async () => {
    const env = await givenNights({ host: { tags: { 'hostkeeper:paused-until': '2026-12-01T00:00:00Z' } } });
    const { world, restore, instance } = env;
    await restore({ latest: true });
    await world.advance({ minutes: 30 });
    expect(servedRows(env)).toBe(20);
    world.inRegion().ec2.volumes.detach(env.data().volumeId, {}, true);
    await world.advance({ minutes: 10 });
    expect(servedRows(env)).toBeUndefined();
    expect(instance('blog').state).toBe('running');
  });
});
