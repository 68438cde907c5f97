import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';

describe('something raises a stopped group every five minutes', () => {
  it('and it is stopped each time: two e-mails in six hours at most, and one a day that counts the repeats', async () => {
    const { world, group, resize } = await given({ blog: { data: true, records: ['blog.example.com'] } });
    await world.invoke('emergency-shutdown', { reason: 'a test', hosts: ['blog'] });
    await world.advance({ minutes: 10 });
    world.mails.length = 0;
    let raises = 0;
    const raiseFor = async (hours: number) => {
      for (let minute = 0; minute < 60 * hours; minute += 5) {
        resize('blog', { min: 0, desired: 1, max: 1 });
        raises += 1;
        await world.advance({ minutes: 5 });
      }
    };
    await raiseFor(6);
    expect(world.mails.length).toBeGreaterThanOrEqual(1);
    expect(world.mails.length).toBeLessThanOrEqual(2);
    expect(group('blog').sizes).toBe('0/0/0');
    const first = world.mails.length;
    world.pauseSchedules(true);
    await world.advance({ hours: 15 });
    world.pauseSchedules(false);
    await raiseFor(4);
    // While nothing ran, nobody wrote the age of the snapshots: an alarm says that.
    const reminders = world.mails.slice(first).filter(({ subject }) => !subject.startsWith('ALARM'));
    expect(reminders).toHaveLength(1);
    const [, count] = /\((\d+) times more/.exec(reminders[0]?.body ?? '') ?? [];
    expect(Number(count)).toBeGreaterThan(60);
    expect(Number(count)).toBeLessThan(raises);
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  });
});
