/**
 * `npm run bench:snapshots`: the snapshots of 100, 1,000 and 10,000 volumes, beside a script that makes one call after the
 * other; with replies that are lost, and with a run that is killed half-way. The simulated EC2 throttles as AWS does, and
 * every call takes 150 ms. Seconds are those of the simulated clock.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { NO_INPUT, readScript } from '../../infra/commands/cli/script.ts';
import { mulberry32 } from '../aws/clock.ts';
import { listen } from '../aws/http/listener.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { bucketsOf } from '../aws/services.ts';
import { pythonProgram } from '../support/python.ts';
import { checkFigure } from './figures.ts';
import { environment } from './runtime.ts';
import { type Fleet, givenFleet } from './snapshot-fleet.ts';

const print = (line: string): void => console.info(line);

/** Seconds that the last of a number of calls waits for the bucket of its operation. */
const waitFor = (operation: string, count: number): number =>
  Math.max(0, ...bucketsOf('ec2', operation).map(({ tokens, perSecond }) => (count - tokens) / perSecond));

const withFleet = async (
  count: number,
  measure: (fleet: Fleet) => Promise<void>,
  losesEvents = true,
): Promise<void> => {
  const fleet = await givenFleet(count, losesEvents);
  try {
    await measure(fleet);
  } finally {
    fleet.close();
  }
};

/** Seconds of the sequential script for the same hosts; `undefined` where there is no boto3. */
const original = async (count: number): Promise<number | undefined> => {
  const program = await pythonProgram('python', ['boto3==1.44.8', 'botocore==1.44.8']);
  if ('missing' in program) {
    print(`There is nothing to compare with: ${program.missing}.`);
    return undefined;
  }
  const { world, close } = await givenFleet(count);
  const endpoint = await listen((request) => world.respond(request));
  try {
    const start = world.clock.now().getTime();
    const script = fileURLToPath(new URL('original_snapshots.py', import.meta.url));
    const env = { ...environment(endpoint.port), AWS_ACCESS_KEY_ID: 'owner' };
    await promisify(execFile)(program.path, [script], { env });
    return (world.clock.now().getTime() - start) / 1000;
  } finally {
    endpoint.close();
    close();
  }
};

/** Takes the snapshots of a night, and expires old ones a quarter of an hour later, once the new ones were looked into. */
const night = async (fleet: Fleet) => {
  const taken = await fleet.run('CreateSnapshot');
  await fleet.nextQuarter();
  fleet.lookInto();
  const expired = await fleet.run('DeleteSnapshot');
  for (const { error } of [taken, expired]) if (error !== undefined) print(`  failed: ${error.slice(0, 300)}`);
  return { taken, expired };
};

const benchHundred = () =>
  withFleet(
    100,
    async (fleet) => {
      const { taken, expired } = await night(fleet);
      const seconds = taken.seconds + expired.seconds;
      const looks = fleet.world.calls.filter(({ caller }) => caller === 'SnapshotCompletedRole').length;
      const sequential = await original(100);
      print('100 volumes, a snapshot of each, and the oldest one deleted:');
      print(`  hostkeeper ${taken.seconds.toFixed(1)} s and ${expired.seconds.toFixed(1)} s, its cold starts included`);
      checkFigure('calls of the event of each, to look into it', looks / 100, 6.1, 2);
      if (sequential === undefined) return;
      print(`  the sequential script ${sequential.toFixed(1)} s: ${(sequential / seconds).toFixed(1)} times as long`);
      checkFigure('time relative to the script', seconds / sequential, 1 / 20, 3);
    },
    false,
  );

const benchThousand = (alone: { readonly taken: number; readonly expired: number }) =>
  withFleet(1000, async (fleet) => {
    const { taken, expired } = await night(fleet);
    const calls = taken.calls + expired.calls;
    print('1,000 volumes:');
    for (const [what, run, operation, least] of [
      ['create', taken, 'CreateSnapshot', alone.taken],
      ['expire', expired, 'DeleteSnapshot', alone.expired],
    ] as const) {
      const floor = least + waitFor(operation, 1000);
      print(`  ${what}: ${run.seconds.toFixed(1)} s; the bucket and one host alone need ${floor.toFixed(1)} s`);
      checkFigure(`time to ${what}, relative to that`, run.seconds / floor, 1.06, 3);
    }
    checkFigure('calls that were throttled, in percent', (100 * (taken.throttled + expired.throttled)) / calls, 0.1, 2);
    checkFigure('calls a volume', calls / 1000, 2.1, 2);
    const { missing, doubles } = fleet.audit();
    checkFigure('volumes without a snapshot, or with two', missing + doubles, 0);
    checkFigure('snapshots that should have expired', fleet.snapshots.all().length - 7000, 0);
    checkFigure('memory in MB', fleet.megabytes(), 256);
  });

/** The share of the replies that are lost after the call took effect. */
const LOST = 0.03;

const benchLost = () =>
  withFleet(1000, async (fleet) => {
    const random = mulberry32(1);
    const lost = Array.from({ length: 1000 }, (_, index) => index + 1).filter(() => random() < LOST);
    for (const nth of lost)
      fleet.world.injectFault('CreateSnapshot', {
        nth,
        when: 'after',
        code: 'InternalError',
        message: '',
        status: 500,
      });
    const first = await fleet.run('CreateSnapshot');
    const { missing, doubles } = fleet.audit();
    await fleet.nextQuarter();
    const second = await fleet.run('DeleteSnapshot');
    print(`1,000 volumes, of which ${lost.length} get no reply to CreateSnapshot, though the snapshot is made:`);
    checkFigure('missing', missing, 0);
    checkFigure('doubles', doubles, 0);
    checkFigure('false failures', first.failed.length + second.failed.length, 0);
  });

const benchKilled = () =>
  withFleet(1000, async (fleet) => {
    const fatal = { code: 'ServiceUnavailable', message: 'gone', status: 503, fatal: true } as const;
    fleet.world.injectFault('CreateSnapshot', { nth: 500, when: 'after', ...fatal });
    const { error } = await fleet.run('CreateSnapshot');
    const half = fleet.audit();
    await fleet.nextQuarter();
    await fleet.run('CreateSnapshot');
    const { missing, doubles } = fleet.audit();
    print(`1,000 volumes, and the function is killed when ${1000 - half.missing} have a snapshot, then run again:`);
    if (error === undefined) throw new Error('the function was not killed');
    checkFigure('missing', missing, 0);
    checkFigure('doubles', doubles, 0);
  });

/** The runs of a night: every quarter of an hour, for three hours. */
const RUNS = 12;

const benchTenThousand = () =>
  withFleet(10_000, async (fleet) => {
    const left: number[] = [];
    const surplus: number[] = [];
    let longest = 0;
    for (let run = 0; run < RUNS && (left.at(-1) !== 0 || surplus.at(-1) !== 0); run++) {
      const start = fleet.world.clock.now().getTime();
      const { error } = await fleet.run('CreateSnapshot');
      const seconds = (fleet.world.clock.now().getTime() - start) / 1000;
      if (error !== undefined) print(`  run ${run + 1} failed: ${error.slice(0, 300)}`);
      longest = Math.max(longest, seconds);
      left.push(fleet.audit().missing);
      surplus.push(fleet.snapshots.all().length - 70_000);
      await fleet.world.advance({ seconds: Math.max(0, 900 - seconds) });
      fleet.lookInto();
    }
    print(`10,000 volumes: without a snapshot after each run ${left.join(', ')}`);
    print(`  snapshots that are to expire after each run ${surplus.join(', ')}`);
    checkFigure('missing', left.at(-1) ?? Number.NaN, 0);
    checkFigure('to expire', surplus.at(-1) ?? Number.NaN, 0);
    checkFigure('doubles', fleet.audit().doubles, 0);
    checkFigure('seconds of the longest run', longest, 870);
    checkFigure('memory in MB', fleet.megabytes(), 256);
  });

readScript({
  name: 'bench:snapshots --',
  summary:
    'Measures the snapshots of 100, 1,000 and 10,000 volumes, beside a script that makes one call after the other.',
  input: NO_INPUT,
});
packageStack();
print('Every call takes 150 ms, and EC2 throttles calls.');
await benchHundred();
const alone = { taken: 0, expired: 0 };
await withFleet(1, async (fleet) => {
  const { taken, expired } = await night(fleet);
  Object.assign(alone, { taken: taken.seconds, expired: expired.seconds });
});
await benchThousand(alone);
await benchLost();
await benchKilled();
await benchTenThousand();
