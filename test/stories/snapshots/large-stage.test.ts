import { beforeAll, describe, expect, it } from 'vitest';

import { packagedTemplate } from '../../aws/lambda/package-stack.ts';
import { AwsError } from '../../aws/operation.ts';
import type { Template } from '../../aws/template.ts';
import { expectFailures } from '../../support/story-end.ts';
import { addEarlier, countCalls, givenEvening, passNight, SLOT, slotsOf } from '../../support/snapshot-story.ts';

const HOSTS = Array.from({ length: 1001 }, (_, index) => `host-${String(index).padStart(4, '0')}`);
const [FIRST = '', SECOND = ''] = HOSTS;
const LAST = HOSTS.at(-1) ?? '';

/** The packaged template, where the function that takes snapshots has less time. */
const withTimeout = (seconds: number): Template => {
  const template: Template = JSON.parse(JSON.stringify(packagedTemplate()));
  Object.assign(template.Resources['SnapshotLambdaFunction']?.Properties ?? {}, { Timeout: seconds });
  return template;
};

/** More attempts than a run has time for. */
const ATTEMPTS = 100;

describe('in a stage of more than a thousand hosts', () => {
  let env: Awaited<ReturnType<typeof givenEvening>>;

  // The first host's volume takes no snapshot, the last one has none yet, and the second has one to expire.
  beforeAll(async () => {
    env = await givenEvening(Object.fromEntries(HOSTS.map((host) => [host, {}])));
    const { world, volume } = env;
    for (const host of HOSTS.slice(1, -1)) {
      const tags = { 'hostkeeper:host': host, 'hostkeeper:file-system': 'not looked at: LVM' };
      const daysAgo = host === SECOND ? [3, 2.25, 2, 1, 0] : [0];
      for (const days of daysAgo) addEarlier(world, volume(host), days, tags);
    }
    const { volumeId } = volume(FIRST);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++)
      world.intercept('CreateSnapshot', async () => {
        const call = world.calls.findLast(({ operation }) => operation === 'CreateSnapshot');
        if (call?.input['VolumeId'] === volumeId)
          throw new AwsError('ConcurrentSnapshotLimitExceeded', 'Maximum allowed in-progress snapshots exceeded.');
      });
    await passNight(env);
  });

  it('a host whose volume takes no snapshot keeps no other host waiting', () => {
    expect(slotsOf(env.world, FIRST)).toEqual([]);
    expect(slotsOf(env.world, LAST)).toEqual([SLOT]);
    const calls = env.world.calls.filter(({ operation }) => operation === 'CreateSnapshot');
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.length).toBeLessThan(20);
  });

  it('no snapshot is deleted before each host was to get its own', () => {
    const operations = env.world.calls.map(({ operation }) => operation);
    expect(countCalls(env.world, 'DeleteSnapshot')).toBe(1);
    expect(operations.indexOf('DeleteSnapshot')).toBeGreaterThan(operations.lastIndexOf('CreateSnapshot'));
  });
});

describe('a person who asks for the snapshots of more than a thousand hosts', () => {
  it('hears of each that the run had no time for', async () => {
    expectFailures('snapshot');
    const { world } = await givenEvening(Object.fromEntries(HOSTS.map((host) => [host, {}])), {
      template: withTimeout(300),
    });
    world.pauseSchedules(true);
    world.breakDown('CreateSnapshot', { hours: 1 }, { silent: true });
    const { error } = await world.invoke('snapshot', { reason: 'before an upgrade' });
    expect(error).toContain(
      `1 of ${HOSTS.length} failed: ${LAST}: cannot observe it: the run had no time left for it: ask for its snapshot again`,
    );
  });
});
