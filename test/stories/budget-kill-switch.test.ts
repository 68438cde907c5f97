import { describe, expect, it } from 'vitest';

import criticalAlarm from '../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import { given, stateOf } from '../support/given.ts';
import { invokeLinesOf, npmLinesOf } from '../support/paste.ts';
import { invocationsOf, sizeWrites } from '../support/queries.ts';
import { expectFailures } from '../support/story-end.ts';
import { advanceSparsely } from '../support/sparsely.ts';

/** The sample event as the alarm of this stack sends it, with the changes of a story. */
const alarm = (more: { time?: string; from?: string; to?: string; amount?: unknown; reasonData?: string } = {}) => {
  const event = structuredClone(criticalAlarm);
  event.time = more.time ?? '2026-11-02T06:00:00Z';
  event.detail.previousState.value = more.from ?? 'OK';
  event.detail.state.value = more.to ?? 'ALARM';
  if ('amount' in more)
    event.detail.state.reasonData = JSON.stringify({ recentDatapoints: [more.amount], threshold: 25 });
  if (more.reasonData !== undefined) event.detail.state.reasonData = more.reasonData;
  return event;
};

/** A host that the alarm stopped and a person resumed, 20 hours later. */
const resumedYesterday = async () => {
  const all = await given({ blog: {} });
  await advanceSparsely(all.world, { hours: 30 });
  all.world.emit(alarm());
  await all.world.advance({ minutes: 5 });
  await all.world.invoke('emergency-resume', { reason: 'bill checked' });
  await advanceSparsely(all.world, { hours: 20 });
  return all;
};

describe('the bill passes the critical threshold', () => {
  it('and the hosts are stopped within minutes, with no person there', async () => {
    const { world, group } = await given({ blog: {}, shop: {} });
    world.charge(8);
    await advanceSparsely(world, { hours: 12 });
    expect(group('blog').sizes).toBe('0/1/1');
    world.charge(27.13);
    await world.advance({ minutes: 10 });
    for (const host of ['blog', 'shop']) expect(group(host)).toMatchObject({ sizes: '0/0/0', instances: [] });
    expect(stateOf(group('blog'))).toMatch(/ budget threshold:1@2026-11$/);
  });

  it('and one e-mail says what happened and why, the amount and the threshold, and how to undo it', async () => {
    const { world } = await given({ blog: {}, wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } } });
    world.emit(alarm());
    await world.advance({ minutes: 1 });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      "[prod] Stopping blog; wiki not stopped: month's charges 27.13 USD passed 25.00 USD",
    ]);
    const [mail = { body: '' }] = world.mails;
    expect(mail.body).toContain('27.13 USD');
    expect(mail.body).toContain('25.00 USD');
    expect(mail.body).toMatch(/^Stopping .*\n- blog .*has not ended yet/m);
    expect(mail.body).toMatch(/^Not stopped:\n- wiki .*keep/m);
    expect(mail.body).toContain('Data volumes, snapshots and Elastic IP addresses are unchanged and go on costing');
    expect(npmLinesOf(mail)).toEqual([
      'npm run hostkeeper -- resume blog --stage prod --region us-east-1',
      'npm run hostkeeper -- stop wiki --stage prod --region us-east-1',
    ]);
    expect(invokeLinesOf(mail)[0]).toMatch(/"hosts":\["blog"\].* --function-name hostkeeper-prod-emergency-resume /);
  });

  it('and the command in the message brings the hosts back, as pasted', async () => {
    const { world, group, paste } = await given({ blog: {}, shop: {} });
    world.emit(alarm());
    await world.advance({ minutes: 5 });
    await paste('emergency-resume');
    await world.advance({ minutes: 5 });
    for (const host of ['blog', 'shop']) expect(group(host).sizes).toBe('0/1/1');
    // One e-mail names both hosts where both end between the same two passes.
    const subjects = world.mails.map(({ subject }) => subject);
    for (const what of [/ Stopping /, / Stopped /, / back:/]) {
      const told = subjects.filter((subject) => what.test(subject)).join(' ');
      expect(told.match(/blog|shop/g)?.toSorted()).toEqual(['blog', 'shop']);
    }
  });

  it('and the same delivery again changes nothing and notifies nothing twice', async () => {
    const { world, group } = await given({ blog: {}, wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } } });
    world.emit(alarm());
    await world.advance({ minutes: 5 });
    const [state, calls, mails] = [stateOf(group('blog')), sizeWrites(world).length, world.mails.length];
    world.emit(alarm());
    await world.advance({ minutes: 5 });
    expect(stateOf(group('blog'))).toBe(state);
    expect(sizeWrites(world)).toHaveLength(calls);
    expect(world.mails).toHaveLength(mails);
  });

  it('and the alarm delivered again 20 hours later, after a resume, stops nothing', async () => {
    const { world, group } = await resumedYesterday();
    const mails = world.mails.length;
    world.emit(alarm());
    await world.advance({ minutes: 5 });
    expect(group('blog')).toMatchObject({ sizes: '0/1/1', instances: [{ lifecycleState: 'InService' }] });
    expect(world.mails).toHaveLength(mails);
  });

  it('and an alarm that is newer than a resume stops the hosts again', async () => {
    const { world, group } = await resumedYesterday();
    world.emit(alarm({ time: '2026-11-03T04:00:00Z' }));
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/0/0');
    expect(stateOf(group('blog'))).toMatch(/^suspended 0\/1\/1 /);
  });

  it('and a run that crashes between the stop and the e-mail is notified by the next delivery, or the next pass', async () => {
    const { world, group } = await given({ blog: {} });
    world.injectFault('Publish', { nth: 1, code: 'AuthorizationError', message: 'not now', status: 403 });
    world.emit(alarm());
    await world.advance({ seconds: 50 });
    expect(group('blog').sizes).toBe('0/0/0');
    expect(world.mails).toEqual([]);
    expect(invocationsOf(world, 'budget-kill-switch')[0]?.error).toContain('not now');
    await world.advance({ minutes: 5 });
    expect(world.mails.flatMap(invokeLinesOf)[0]).toContain('hostkeeper-prod-emergency-resume');
  });

  it('and a host tagged to be kept survives, one paused until later does not', async () => {
    const { world, group } = await given({
      wiki: { tags: { 'hostkeeper:on-critical-budget': 'keep' } },
      blog: { tags: { 'hostkeeper:paused-until': '2030-01-01' } },
    });
    world.emit(alarm());
    await world.advance({ minutes: 5 });
    expect([group('wiki').sizes, group('blog').sizes]).toEqual(['0/1/1', '0/0/0']);
  });

  it('and an amount that cannot be read stops the hosts, and is said to be unknown', async () => {
    const { world, group } = await given({ blog: {} });
    world.emit(alarm({ reasonData: 'not JSON' }));
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/0/0');
    expect(world.mails[0]?.body).toContain('amount unknown');
    expect(world.mails).toHaveLength(2);
  });

  it('and an implausible amount stops nothing, and an e-mail says what to type if it is true', async () => {
    const { world, group, paste } = await given({ blog: {} });
    world.emit(alarm({ amount: 31_415_926_535 }));
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.body).toContain('31415926535.00 USD');
    await paste('emergency-shutdown');
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it('and an alarm that was created above its threshold stops nothing, and an e-mail says what to type', async () => {
    const { world, group, paste } = await given({ blog: {} });
    world.emit(alarm({ from: 'INSUFFICIENT_DATA' }));
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(world.mails).toHaveLength(1);
    expect(world.mails[0]?.body).toContain('INSUFFICIENT_DATA');
    await paste('emergency-shutdown');
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it('but an alarm of last month, delivered in this one, stops nothing, and an e-mail says what to type', async () => {
    const { world, group, paste } = await given({ blog: {} }, { start: '2026-12-01T00:05:00Z' });
    world.emit(alarm({ time: '2026-11-30T23:58:00Z' }));
    await world.advance({ minutes: 5 });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] Decide whether to stop blog: news of 2026-11 arrived late',
    ]);
    expect(world.mails[0]?.body).toContain('27.13 USD');
    await paste('emergency-shutdown');
    expect(group('blog').sizes).toBe('0/0/0');
  });

  it.each([
    ['the alarm going back to OK when the month rolls over', alarm({ from: 'ALARM', to: 'OK' })],
    ['the alarm losing its data', alarm({ to: 'INSUFFICIENT_DATA' })],
    [
      'another alarm of the account',
      {
        ...alarm(),
        resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu'],
        detail: { ...alarm().detail, alarmName: 'cpu' },
      },
    ],
  ])('but %s stops nothing: neither the rule nor the function takes it for an alarm of the bill', async (_, other) => {
    const { world, group } = await given({ blog: {} });
    world.emit(other);
    await world.advance({ minutes: 2 });
    expect(invocationsOf(world, 'budget-kill-switch')).toEqual([]);
    const { returned } = await world.invoke('budget-kill-switch', other);
    expect(returned).toMatchObject({ results: [], ignored: expect.any(String) });
    expect(group('blog').sizes).toBe('0/1/1');
    expect(world.mails).toEqual([]);
  });

  it('but an event that is invalid is an error, which names what is wrong', async () => {
    expectFailures('budget-kill-switch');
    const { world } = await given({ blog: {} });
    const { error } = await world.invoke('budget-kill-switch', { ...alarm(), time: 'yesterday' });
    expect(error).toContain('time');
    expect(sizeWrites(world)).toEqual([]);
  });

  it('and the hosts of every region are stopped, though one region does not answer', async () => {
    expectFailures('budget-kill-switch');
    const { world, group } = await given(
      { blog: { region: 'us-east-1' }, shop: { region: 'eu-central-1' } },
      { hostRegions: 'us-east-1,eu-central-1,eu-south-1' },
    );
    world.injectFault('DescribeAutoScalingGroups', {
      region: 'eu-south-1',
      nth: 1,
      code: 'OptInRequired',
      message: 'not subscribed',
    });
    world.emit(alarm());
    await world.advance({ minutes: 1 });
    expect([group('blog').sizes, group('shop').sizes]).toEqual(['0/0/0', '0/0/0']);
    expect(world.mails[0]?.subject).toMatch(/^\[prod\] Failed for every host of eu-south-1; stopping blog, shop: /);
    expect(world.mails[0]?.body).toContain('--region eu-central-1');
    expect(world.mails).toHaveLength(1);
  });
});
