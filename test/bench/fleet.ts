/**
 * What a fleet costs: a hundred hosts that launch in the same second, brought up by one pass of `reconcile` and by their
 * events, and a pass over a thousand that are well: `npm run bench:fleet`. The world throttles as AWS does; every call is
 * 150 ms on its way; seconds are the world's.
 */
import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { given } from '../support/given.ts';
import { changes } from '../support/queries.ts';
import { bucketOf } from '../aws/services.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import { peakMegabytes } from './figures.ts';
import { hasCompletedLaunch, recordName, givenLaunching } from '../support/launch-fixture.ts';

const HOSTS = 100;
const HEALTHY_HOSTS = 1000;
/** Of a new account. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const CONCURRENCY = 10;
const callSeconds = [0.15, 0.15] as const;

const print = (line: string): void => console.info(line);

/** Says whether a figure is what it may be at most; one that is more fails the command. */
const checkFigure = (what: string, figure: number, max: number, digits = 0): void => {
  const isMet = figure <= max;
  print(`  ${isMet ? 'as it should be' : 'TOO MUCH'}: ${what} ${figure.toFixed(digits)}, at most ${max}`);
  if (!isMet) process.exitCode = 1;
};

const hostNames = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `host-${at + 1}`);

/** Who brings hosts up that wait. */
type EntryPoint = 'reconcile' | 'instance-launch';

/** Brings so many hosts up through a door, in a world of its own. */
const bringUp = async (count: number, entryPoint: EntryPoint) => {
  const hosts = hostNames(count);
  const { load, close } = packagedFunctions();
  try {
    const sky = await givenLaunching(hosts, { load, callSeconds, concurrency: CONCURRENCY });
    const { world, events } = sky;
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
    const calls = world.calls.slice(start.calls);
    return {
      seconds: (last - start.at) / 1000,
      lost:
        hosts.filter((host) => !hasCompletedLaunch(sky, host)).length +
        world.invocations.filter((one) => one.error).length,
      callsAHost: calls.length / count,
      throttled: calls.filter(({ error }) => error !== undefined).length,
      batches: calls.filter(({ operation }) => operation === 'ChangeResourceRecordSets').length,
    };
  } finally {
    close();
  }
};

/** So many seconds the bucket of an operation makes the last of so many calls wait. */
const waitFor = (service: string, operation: string, count: number): number => {
  const bucket = bucketOf(service, operation);
  return bucket ? Math.max(0, count - bucket.tokens) / bucket.perSecond : 0;
};

/** The bucket that lets a fleet come up last: each host needs one of these calls. */
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
  max: { readonly ratio: number; readonly callsAHost: number },
) => {
  const alone = await bringUp(1, entryPoint);
  const all = await bringUp(HOSTS, entryPoint);
  const [operation, wait] = slowest(HOSTS);
  // Who is brought up one after another in a few places cannot be faster than that.
  const queueSeconds = entryPoint === 'reconcile' ? 0 : (alone.seconds * HOSTS) / CONCURRENCY;
  const floor = Math.max(alone.seconds + wait, queueSeconds);
  print(`${HOSTS} hosts launch in the same second, and are brought up by ${title}:`);
  print(
    `  ${all.seconds.toFixed(1)} s; one alone needs ${alone.seconds.toFixed(1)} s, the bucket of ${operation} makes the last one wait ` +
      `${wait.toFixed(0)} s${queueSeconds > 0 ? `, and ${CONCURRENCY} at a time need ${queueSeconds.toFixed(1)} s` : ''}: ` +
      `${(all.seconds / (alone.seconds + wait)).toFixed(2)} of what the bucket alone would allow`,
  );
  print(`  ${all.batches} changes of records; ${all.throttled} calls were throttled, and made again`);
  checkFigure('lost', all.lost, 0);
  checkFigure('time, of what that needs at least', all.seconds / floor, max.ratio, 2);
  checkFigure('calls a host', all.callsAHost, max.callsAHost, 2);
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
    print(`A pass over ${HEALTHY_HOSTS} hosts that are well, its cold start included:`);
    if (error !== undefined) throw new Error(error);
    checkFigure('calls', world.calls.length, 40);
    checkFigure('writes', changes(world).length, 0);
    checkFigure('memory in MB', Math.max(...processes().map(peakMegabytes)), 256);
  } finally {
    close();
  }
};

readScript({
  name: 'bench:fleet --',
  summary:
    'Measures what a fleet costs: a hundred hosts that launch in the same second, and a pass over a thousand healthy ones.',
  input: NO_INPUT,
});
packageStack();
print('Every call is 150 ms on its way; AWS takes 3 s to attach a volume, and throttles by its buckets.');
await bench('reconcile', 'one pass of reconcile', { ratio: 1.1, callsAHost: 2.5 });
await bench('instance-launch', `their events, ${CONCURRENCY} at a time`, { ratio: 1.5, callsAHost: 10 });
await benchHealthy();
