import { describe, expect, it } from 'vitest';

import criticalAlarm from '../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import { given } from '../support/given.ts';

const HOSTS = Array.from({ length: 400 }, (_, index) => `host-${index + 1}-`.padEnd(200, 'x'));

describe('four hundred hosts with names of 200 characters', () => {
  it('are notified in one e-mail, which SNS takes: the cause, the counts, the first twenty, and where the rest is', async () => {
    const { world } = await given(Object.fromEntries(HOSTS.map((host) => [host, {}])));
    world.pauseSchedules(true);
    const event = structuredClone(criticalAlarm);
    event.time = '2026-11-02T06:00:00Z';
    event.detail.previousState.value = 'INSUFFICIENT_DATA';
    await world.invoke('budget-kill-switch', event);
    const [mail = { subject: '', body: '' }, ...others] = world.mails;
    expect(others).toEqual([]);
    expect(mail.subject).toBe("[prod] Decide whether to stop 400 hosts: month's charges 27.13 USD passed 25.00 USD");
    expect(mail.body.match(/^- host-\d+-/gm)).toHaveLength(20);
    expect(mail.body).toContain('\n- and 380 more, 400 in all: `npm run hostkeeper -- status --stage prod` shows each');
    expect(mail.body).toContain('\nnpm run hostkeeper -- stop --stage prod --region us-east-1\n');
  });
});
