import { describe, expect, it } from 'vitest';

import { minuteOf } from '../../libs/notifications/missing-images.ts';
import { givenServing } from '../support/host-stack.ts';

const REPOSITORY = 'hostkeeper-example-blog';
const DAY = 24 * 60;
const ABOUT = '[example] an image that blog runs is missing in its registry';

/** A host that serves its page from an image that was pushed. */
const givenImage = async () => {
  const host = await givenServing();
  const { ecr } = host.world.inRegion();
  ecr.push(REPOSITORY, 'v2026-11-26');
  host.world.mails.length = 0;
  const { world, group } = host;
  return {
    ...host,
    ecr,
    /** What the e-mails are about, after the minute of a day in which the images are looked for, and those around it. */
    nextDay: async (): Promise<readonly string[]> => {
      const now = world.clock.now();
      const minutes = minuteOf({ group: group().name }) - 60 * now.getUTCHours() - now.getUTCMinutes();
      world.pauseSchedules(true);
      await world.advance({ minutes: (minutes <= 5 ? minutes + DAY : minutes) - 5 });
      world.pauseSchedules(false);
      await world.advance({ minutes: 10 });
      // Without schedules there are no snapshots either, which an alarm says.
      return world.mails.map(({ subject }) => subject).filter((subject) => subject.includes('image'));
    },
  };
};

describe('the image that a host runs', () => {
  it('is looked for once a day, and not mentioned while its registry has it', async () => {
    const { world, nextDay } = await givenImage();
    expect(await nextDay()).toEqual([]);
    expect(world.calls.filter(({ operation }) => operation === 'DescribeImages')).toHaveLength(1);
  });

  it('is missed once a day, until it is there again', async () => {
    const { world, ecr, nextDay } = await givenImage();
    ecr.deleteImages(REPOSITORY);
    await nextDay();
    expect(await nextDay()).toEqual([ABOUT, ABOUT]);
    expect(world.mails.find(({ subject }) => subject === ABOUT)?.body).toContain(
      '- 123456789012.dkr.ecr.us-east-1.amazonaws.com/hostkeeper-example-blog:v2026-11-26\n',
    );
    ecr.push(REPOSITORY, 'v2026-11-26');
    expect(await nextDay()).toHaveLength(2);
  });

  it('is looked for at a minute that is not that of all other hosts', () => {
    const minutes = Array.from({ length: 1000 }, (_, index) => minuteOf({ group: `host-${index}-group` }));
    const busiest = Math.max(...[...Map.groupBy(minutes, (minute) => minute).values()].map(({ length }) => length));
    expect(busiest).toBeLessThanOrEqual(6);
  });

  it('is missed with its whole repository', async () => {
    const { ecr, nextDay } = await givenImage();
    ecr.deleteRepository(REPOSITORY);
    expect(await nextDay()).toEqual([ABOUT]);
  });

  it('is not looked for while the host is stopped, when nothing runs', async () => {
    const { world, ecr, nextDay } = await givenImage();
    ecr.deleteImages(REPOSITORY);
    await world.invoke('emergency-shutdown', { reason: 'a story' });
    await world.advance({ minutes: 10 });
    expect(await nextDay()).not.toContain(ABOUT);
  });

  it.each(['DescribeImages', 'ListTasks', 'DescribeTasks'])(
    'is unknown where %s is down: that is logged, and no e-mail says anything',
    async (operation) => {
      const { world, ecr, nextDay } = await givenImage();
      ecr.deleteImages(REPOSITORY);
      world.breakDown(operation, { hours: 25 });
      expect(await nextDay()).toEqual([]);
      expect(world.logs.map(({ entry }) => entry)).toContainEqual({
        level: 'warn',
        message: expect.stringMatching(/^could not look for the images of blog: The service is down/),
      });
    },
  );
});
