/**
 * What a fleet costs: a hundred hosts that launch in the same second, brought up by one pass of `reconcile` and by their
 * events, and a pass over a thousand that are well: `npm run bench:fleet`. The world throttles as AWS does; every call is
 * 150 ms on its way; seconds are the world's.
 */
import { given } from '../support/given.ts';
import { changes } from '../support/then.ts';
import { BUCKETS } from '../world/aws.ts';
import { packageStack } from '../world/package.ts';
import { packagedFunctions } from '../world/packaged.ts';
import { peakMegabytes } from './figures.ts';
import { mayGoOn, nameOf, waiting } from '../support/waiting.ts';

const HOSTS = 100;
const WELL = 1000;
/** Of a new account. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const CONCURRENCY = 10;
const callSeconds = [0.15, 0.15] as const;

const print = (line: string): void => console.info(line);

/** Says whether a figure is what it may be at most; one that is more fails the command. */
const judge = (what: string, figure: number, most: number, digits = 0): void => {
  const isMet = figure <= most;
  print(`  ${isMet ? 'as it should be' : 'TOO MUCH'}: ${what} ${figure.toFixed(digits)}, at most ${most}`);
  if (!isMet) process.exitCode = 1;
};

const named = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `host-${at + 1}`);

/** Who brings hosts up that wait. */
type Door = 'reconcile' | 'instance-launch';

/** Brings so many hosts up through a door, in a world of its own. */
const bringUp = async (count: number, door: Door) => {
  const hosts = named(count);
  const { load, close } = packagedFunctions();
  try {
    const sky = await waiting(hosts, { load, callSeconds, concurrency: CONCURRENCY });
    const { world, events } = sky;
    const begun = { at: world.clock.now().getTime(), calls: world.calls.length };
    let completed = 0;
    let last = begun.at;
    world.watch(({ operation }) => {
      if (operation !== 'CompleteLifecycleAction') return;
      completed += 1;
      last = world.clock.now().getTime();
    });
    if (door === 'reconcile') await world.invoke(door, {});
    else {
      for (const event of events) world.emit(event);
      await world.clock.advance(300_000, () => completed >= count);
      await world.advance({ seconds: 10 });
    }
    const calls = world.calls.slice(begun.calls);
    return {
      seconds: (last - begun.at) / 1000,
      lost: hosts.filter((host) => !mayGoOn(sky, host)).length + world.invocations.filter((one) => one.error).length,
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
  const bucket = BUCKETS.find((one) => one.service === service && one.operations.test(operation));
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

const bench = async (door: Door, title: string, most: { readonly ratio: number; readonly callsAHost: number }) => {
  const alone = await bringUp(1, door);
  const all = await bringUp(HOSTS, door);
  const [operation, wait] = slowest(HOSTS);
  // Who is brought up one after another in a few places cannot be faster than that.
  const turns = door === 'reconcile' ? 0 : (alone.seconds * HOSTS) / CONCURRENCY;
  const floor = Math.max(alone.seconds + wait, turns);
  print(`${HOSTS} hosts launch in the same second, and are brought up by ${title}:`);
  print(
    `  ${all.seconds.toFixed(1)} s; one alone needs ${alone.seconds.toFixed(1)} s, the bucket of ${operation} makes the last one wait ` +
      `${wait.toFixed(0)} s${turns > 0 ? `, and ${CONCURRENCY} at a time need ${turns.toFixed(1)} s` : ''}: ` +
      `${(all.seconds / (alone.seconds + wait)).toFixed(2)} of what the bucket alone would allow`,
  );
  print(`  ${all.batches} changes of records; ${all.throttled} calls were throttled, and made again`);
  judge('lost', all.lost, 0);
  judge('time, of what that needs at least', all.seconds / floor, most.ratio, 2);
  judge('calls a host', all.callsAHost, most.callsAHost, 2);
};

const benchWell = async () => {
  const hosts = named(WELL);
  const { load, processes, close } = packagedFunctions();
  try {
    const { world } = await given(
      Object.fromEntries(hosts.map((host) => [host, { data: true, records: [nameOf(host)] }])),
      { load, callSeconds },
    );
    world.rest(true);
    const { error } = await world.invoke('reconcile', {});
    print(`A pass over ${WELL} hosts that are well, its cold start included:`);
    if (error !== undefined) throw new Error(error);
    judge('calls', world.calls.length, 40);
    judge('writes', changes(world).length, 0);
    judge('memory in MB', Math.max(...processes().map(peakMegabytes)), 256);
  } finally {
    close();
  }
};

packageStack();
print('Every call is 150 ms on its way; AWS takes 3 s to attach a volume, and throttles by its buckets.');
await bench('reconcile', 'one pass of reconcile', { ratio: 1.1, callsAHost: 2.5 });
await bench('instance-launch', `their events, ${CONCURRENCY} at a time`, { ratio: 1.5, callsAHost: 10 });
await benchWell();
