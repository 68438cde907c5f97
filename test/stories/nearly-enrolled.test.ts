import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { nearlyEnrolled } from '../../infra/commands/check/nearly-enrolled.ts';
import { checkNearlyEnrolled } from '../../libs/notifications/nearly-enrolled.ts';
import type { World } from '../aws/world.ts';
import { given } from '../support/given.ts';

const HOST = 'hostkeeper:host';
const STAGE = 'hostkeeper:stage';

/** What the check says of a group with these tags, beside a host that is enrolled. */
const findings = async (tags: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { world } = await given({ blog: {} });
  world.autoScaling().groups.add({ name: 'shop-group', sizes: { min: 0, desired: 0, max: 1 }, tags });
  const client = new AutoScalingClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    requestHandler: world.requestHandler,
  });
  return (await nearlyEnrolled({ autoScaling: client }, 'prod')).map(({ level, text }) => `${level}: ${text}`);
};

describe('a group whose tags nearly enroll it is named by the check, with the fix', () => {
  it.each([
    [
      'the stage has another case',
      { [HOST]: 'shop', [STAGE]: 'Prod' },
      'its tag hostkeeper:stage says "Prod": set it to "prod"',
    ],
    [
      'the stage has a space',
      { [HOST]: 'shop', [STAGE]: 'prod ' },
      'its tag hostkeeper:stage says "prod ": set it to "prod"',
    ],
    ['it has no stage', { [HOST]: 'shop' }, 'it has the tag hostkeeper:host and no hostkeeper:stage: set that to prod'],
    [
      'it has no name',
      { [STAGE]: 'prod' },
      'it has the tag hostkeeper:stage and no hostkeeper:host: set it to a name like blog',
    ],
    [
      'a tag has another case',
      { [HOST]: 'shop', 'Hostkeeper:Stage': 'prod' },
      'its tag "Hostkeeper:Stage" has another name: call it hostkeeper:stage',
    ],
  ])('%s', async (_, tags, problem) => {
    expect(await findings(tags)).toEqual([`todo: The group shop-group is not enrolled: ${problem}.`]);
  });

  it.each([
    ['it is enrolled', { [HOST]: 'shop', [STAGE]: 'prod' }],
    ['it is of another stage', { [HOST]: 'shop', [STAGE]: 'staging' }],
    ['it is not meant to be', { Name: 'shop' }],
  ])('and is not named where %s', async (_, tags) => {
    expect(await findings(tags)).toEqual([]);
  });
});

const NEAR = { [HOST]: 'shop', [STAGE]: 'Prod' };
const addGroup = (world: World, name: string, tags: Readonly<Record<string, string>>): void => {
  world.autoScaling().groups.add({ name, sizes: { min: 0, desired: 0, max: 1 }, tags });
};

describe('a group whose tags nearly enroll it is named by reconcile', () => {
  it('once a day, with the fix, until its tags are right', async () => {
    const { world } = await given({ blog: {} }, { start: '2026-11-10T11:50:00Z' });
    const untilTheSameTimeTomorrow = async (): Promise<void> => {
      world.pauseSchedules(true);
      await world.advance({ hours: 23 });
      world.pauseSchedules(false);
      await world.advance({ hours: 1 });
    };
    addGroup(world, 'shop-group', NEAR);
    addGroup(world, 'other-group', { Name: 'other' });
    await world.advance({ hours: 1 });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] the group shop-group is nearly enrolled, and so not guarded',
    ]);
    expect(world.mails[0]?.body).toContain('- shop-group: its tag hostkeeper:stage says "Prod": set it to "prod".');
    await untilTheSameTimeTomorrow();
    const nearly = () => world.mails.filter(({ subject }) => subject.includes('nearly'));
    expect(nearly()).toHaveLength(2);
    world.autoScaling().groups.get('shop-group')?.tags.set(STAGE, 'prod');
    await untilTheSameTimeTomorrow();
    expect(nearly()).toHaveLength(2);
  });

  it('twenty at most, in one e-mail', async () => {
    const { world } = await given({ blog: {} }, { start: '2026-11-10T12:00:00Z' });
    for (let number = 1; number <= 23; number++) addGroup(world, `shop-${number}-group`, NEAR);
    await world.advance({ minutes: 30 });
    expect(world.mails.map(({ subject }) => subject)).toEqual([
      '[prod] 23 groups are nearly enrolled, and so not guarded',
    ]);
    expect(world.mails[0]?.body.match(/^- shop-/gm)).toHaveLength(20);
    expect(world.mails[0]?.body).toContain('- and 3 more');
  });

  it('the next day where the groups cannot be listed: that is logged, and the pass goes on', async () => {
    const logged: object[] = [];
    const check = {
      stage: 'prod',
      autoScaling: { describeAutoScalingGroups: () => Promise.reject(new Error('Rate exceeded')) },
      log: (entry: object) => void logged.push(entry),
    };
    expect(await checkNearlyEnrolled(check, new Date('2026-11-10T12:07:30Z'))).toBeUndefined();
    expect(logged).toEqual([
      { level: 'warn', message: 'could not look for groups that are nearly enrolled: Rate exceeded' },
    ]);
  });
});
