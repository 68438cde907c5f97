import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { nearlyEnrolled } from '../../infra/commands/check/nearly-enrolled.ts';
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
  return (await nearlyEnrolled(client, 'prod')).map(({ level, text }) => `${level}: ${text}`);
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
