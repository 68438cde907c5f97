import { given } from '../../support/given.ts';
import { CONCURRENCY } from '../hosts.ts';
import type { Act } from './act.ts';

const HOSTS = 100;
const NAMES = Array.from({ length: HOSTS }, (_, index) => `host-${index + 1}`);

export const fleet: Act = {
  title: `${HOSTS} hosts stop at the rate that AWS allows`,
  play: async ({ load, print }) => {
    const { world, group } = await given(Object.fromEntries(NAMES.map((name) => [name, {}])), {
      load,
      concurrency: CONCURRENCY,
    });
    print(`\nAnother account has ${HOSTS} hosts. AWS accepts a burst of ten writes there, and then five a second.`);
    const passedAt = world.clock.now().getTime();
    world.charge(2.1);
    world.charge(27.13);
    await world.advance({ minutes: 10 });
    const stops = world.calls.filter(
      ({ operation, error }) => operation === 'UpdateAutoScalingGroup' && error === undefined,
    );
    const throttled = world.calls.filter(({ error }) => error?.includes('Rate exceeded') === true);
    const seconds = ((stops.at(-1)?.at.getTime() ?? 0) - passedAt) / 1000;
    print(
      `The last of ${stops.length} stops came ${seconds.toFixed(0)} s after the threshold was passed. ` +
        `AWS throttled ${throttled.length} calls, which were retried.`,
    );
    return {
      [`all ${HOSTS} hosts stop, each once`]:
        stops.length === HOSTS &&
        NAMES.map(group).every(({ sizes, instances }) => sizes === '0/0/0' && instances.length === 0),
      'no function fails in that account': world.invocations.every(({ error }) => error === undefined),
    };
  },
};
