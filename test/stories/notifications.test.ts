import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { commandLinesOf, npmLinesOf, shellCall } from '../support/paste.ts';

/** What a shell would run, were it not quoted. */
const HOSTILE = "it's; echo PWNED #";

describe('the commands of a notification', () => {
  it.each([
    ['a warm pool', { warmPool: true }, ['delete-warm-pool']],
    ['CapacityRebalance', { capacityRebalance: true }, ['update-auto-scaling-group']],
  ])('are safe to paste where a group has a hostile name and %s', async (_, flaw, operations) => {
    const { world } = await given({ [HOSTILE]: { ...flaw, tags: { 'hostkeeper:host': 'blog' } } });
    await world.advance({ minutes: 2 });
    const calls = world.mails.flatMap(commandLinesOf).map((line) => shellCall(line).words);
    expect(calls.map(([, , operation]) => operation)).toEqual(operations);
    for (const words of calls) expect(words).toContain(`${HOSTILE}-group`);
    expect(world.mails).toHaveLength(1);
  });

  it('name a hostile host literally, and resume it as pasted', async () => {
    const { world, group, paste } = await given({ [HOSTILE]: {} });
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    await world.advance({ minutes: 5 });
    const [line = ''] = world.mails.flatMap(npmLinesOf);
    expect(shellCall(line).words).toEqual(
      `npm|run|hostkeeper|--|resume|${HOSTILE}|--stage|prod|--region|us-east-1`.split('|'),
    );
    await paste('emergency-resume');
    expect(group(HOSTILE).sizes).toBe('0/1/1');
    expect(world.mails.map(({ subject }) => subject.replace(HOSTILE, 'HOST'))).toEqual([
      '[prod] Stopping HOST: the bill rises',
      '[prod] Stopped HOST: as you asked',
      expect.stringMatching(/^\[prod\] HOST is (back|coming back)/),
    ]);
  });
});

describe('a notification', () => {
  it('names no more hosts in its subject than fit, and all of them in its commands', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `web-server-${index}`);
    const { world } = await given(Object.fromEntries(names.map((name) => [name, {}])));
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    const [mail = { subject: '', body: '' }] = world.mails;
    expect(mail.subject).toMatch(/^\[prod\] Stopping web-server-\d+.* and \d+ more; .*: the bill rises$/);
    expect(mail.subject.length).toBeLessThanOrEqual(100);
    const words = new Set(npmLinesOf(mail).flatMap((line) => shellCall(line).words));
    expect(names.filter((name) => !words.has(name))).toEqual([]);
    expect(world.mails).toHaveLength(1);
  });
});
