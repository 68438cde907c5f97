/**
 * `npm run bench:fleet`: a hundred hosts that launch in the same second, completed by one pass of reconcile or by their
 * events; a pass over a thousand healthy hosts; 500 and 1,000 hosts that one alarm stops. The simulated AWS throttles as
 * AWS does, and every call takes 150 ms. Seconds are those of the simulated clock.
 */
import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { given } from '../support/given.ts';
import { changes } from '../support/queries.ts';
import { bucketsOf } from '../aws/services.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import { checkFigure, hostNames, peakMegabytes } from './figures.ts';
import { stopFleet } from './stop-fleet.ts';
import { hasCompletedLaunch, recordName, givenLaunching } from '../support/launch-fixture.ts';

const HOSTS = 100;
const HEALTHY_HOSTS = 1000;
/** The limit of a new account. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const CONCURRENCY = 10;
const callSeconds = [0.15, 0.15] as const;

const print = (line: string): void => console.info(line);

/** The function that completes the launches. */
type EntryPoint = 'reconcile' | 'instance-launch';

/** Completes the launch of a number of hosts through an entry point, in a simulated AWS of their own. */
const bringUp = async (count: number, entryPoint: EntryPoint) => {
  const hosts = hostNames(count);
  const { load, close } = packagedFunctions();
  try {
    const env = await givenLaunching(hosts, { load, callSeconds, concurrency: CONCURRENCY });
    const { world, events } = env;
    const start = { at: world.clock.now().getTime(), calls: world.calls.length };
    let completed = 0;
    let last = start.at;
    world.watch(({ operation }) => {
      if (operation !== 'CompleteLifecycleAction') return;
      completed += 1;
      last = world.clock.now().getTime();
    });
    if (entryPoint === 'reconcile') await world.invoke(entryPoint, {});
    else {
      for (const event of events) world.emit(event);
      await world.clock.advance(300_000, () => completed >= count);
      await world.advance({ seconds: 10 });
    }
    // The hooks of a few hosts are due to be read in any minute. Those reads are not part of a launch.
    const calls = world.calls.slice(start.calls).filter(({ operation }) => operation !== 'DescribeLifecycleHooks');
    return {
      seconds: (last - start.at) / 1000,
      lost:
        hosts.filter((host) => !hasCompletedLaunch(env, host)).length +
        world.invocations.filter((one) => one.error).length,
      callsPerHost: calls.length / count,
      throttled: calls.filter(({ error }) => error !== undefined).length,
      batches: calls.filter(({ operation }) => operation === 'ChangeResourceRecordSets').length,
    };
  } finally {
    close();
  }
};

/** Seconds that the last of a number of calls waits for the buckets of its operation. */
const waitFor = (service: string, operation: string, count: number): number =>
  Math.max(0, ...bucketsOf(service, operation).map(({ tokens, perSecond }) => (count - tokens) / perSecond));

/** The bucket that delays a fleet most. Each host needs one call of each of these operations. */
const slowest = (count: number): readonly [operation: string, seconds: number] =>
  (
    [
      ['CompleteLifecycleAction', waitFor('autoscaling', 'CompleteLifecycleAction', count)],
      ['AttachVolume', waitFor('ec2', 'AttachVolume', count)],
    ] as const
  ).reduce((a, b) => (a[1] >= b[1] ? a : b));

const bench = async (
  entryPoint: EntryPoint,
  title: string,
  max: { readonly ratio: number; readonly callsPerHost: number },
) => {
  const alone = await bringUp(1, entryPoint);
  const all = await bringUp(HOSTS, entryPoint);
  const [operation, wait] = slowest(HOSTS);
  // Launches that queue for a limited number of invocations cannot be faster than that.
  const queueSeconds = entryPoint === 'reconcile' ? 0 : (alone.seconds * HOSTS) / CONCURRENCY;
  const floor = Math.max(alone.seconds + wait, queueSeconds);
  print(`${HOSTS} hosts launch in the same second. Completed by ${title}:`);
  print(
    `  ${all.seconds.toFixed(1)} s; one host alone needs ${alone.seconds.toFixed(1)} s, the bucket of ${operation} delays the last one by ` +
      `${wait.toFixed(0)} s${queueSeconds > 0 ? `, and ${CONCURRENCY} at a time need ${queueSeconds.toFixed(1)} s` : ''}: ` +
      `${(all.seconds / (alone.seconds + wait)).toFixed(2)} times the time of one host and the bucket`,
  );
  print(`  ${all.batches} changes of records; ${all.throttled} calls were throttled and retried`);
  checkFigure('hosts not completed and failed invocations', all.lost, 0);
  checkFigure('time relative to the minimum', all.seconds / floor, max.ratio, 2);
  checkFigure('calls per host', all.callsPerHost, max.callsPerHost, 2);
};

const benchHealthy = async () => {
  const hosts = hostNames(HEALTHY_HOSTS);
  const { load, processes, close } = packagedFunctions();
  try {
    const { world } = await given(
      Object.fromEntries(hosts.map((host) => [host, { data: true, records: [recordName(host)] }])),
      { load, callSeconds },
    );
    world.pauseSchedules(true);
    const { error } = await world.invoke('reconcile', {});
    print(`One pass over ${HEALTHY_HOSTS} healthy hosts, its cold start included:`);
    if (error !== undefined) throw new Error(error);
    checkFigure('calls', world.calls.length, 40);
    checkFigure('writes', changes(world).length, 0);
    checkFigure('memory in MB', Math.max(...processes().map(({ pid }) => peakMegabytes(pid))), 256);
  } finally {
    close();
  }
};

readScript({
  name: 'bench:fleet --',
  summary:
    'Measures what a fleet costs: a hundred hosts that launch in the same second, a pass over a thousand, and stopping them.',
  input: NO_INPUT,
});
packageStack();
print('Every call takes 150 ms. AWS takes 3 s to attach a volume, and throttles calls.');
await bench('reconcile', 'one pass of reconcile', { ratio: 1.1, callsPerHost: 2.5 });
await bench('instance-launch', `their events, ${CONCURRENCY} at a time`, { ratio: 1.5, callsPerHost: 10 });
await benchHealthy();
for (const count of [500, 1000]) await stopFleet(count, { callSeconds, concurrency: CONCURRENCY });
