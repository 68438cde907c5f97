import { describe, expect, it } from 'vitest';

import { givenNights } from '../../support/restore-fixture.ts';

describe('on the first of a month', () => {
  const aDayBefore = { start: '2026-11-30T12:00:00Z' };

  it('an e-mail lists the volumes that no host uses, with what they cost and how they are deleted', async () => {
    const { world, restore, old } = await givenNights(aDayBefore);
    await restore({ latest: true });
    await world.advance({ minutes: 20 });
    world.mails.length = 0;
    world.pauseSchedules(true);
    await world.advance({ hours: 23, minutes: 45 });
    world.pauseSchedules(false);
    await world.advance({ minutes: 10 });
    const mail = world.mails.find(({ subject }) => subject.includes('no longer in use'));
    expect(mail?.subject).toBe('[prod] 1 volume no longer in use costs 2.56 USD a month in us-east-1');
    expect(mail?.body).toContain(
      `- ${old.volumeId} of blog in us-east-1a: the data before a restore, 32 GiB gp3 of 2026-11-30, 2.56 USD a month.`,
    );
    expect(mail?.body).toContain(`aws ec2 delete-volume --region us-east-1 --volume-id ${old.volumeId}\n`);
  });

  it('no e-mail comes where every volume is the data of its host', async () => {
    const { world } = await givenNights({ start: '2026-12-01T12:05:00Z' });
    await world.advance({ minutes: 10 });
    expect(world.mails.filter(({ subject }) => subject.includes('no longer in use'))).toEqual([]);
  });
});
