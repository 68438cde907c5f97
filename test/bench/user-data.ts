import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { ZONE } from '../aws/lambda/package-stack.ts';
import { type Contender, HOST, isUp, NAME } from './launch.ts';
import { environment } from './runtime.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('bring-up.sh', import.meta.url));

/** The CPU seconds of a shell and its children, from the output of its `times`: `0m1.23s`. */
const secondsOf = (times: string): number =>
  [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );

/** The user data of the original system. `FILTERS` restricts what its second waiter waits for. */
export const userData = (FILTERS = ''): Contender => ({
  bringUp: async ({ volume, instanceId }, awsPort) => {
    const env = {
      ...environment(awsPort),
      AWS_ACCESS_KEY_ID: 'owner',
      VOLUME_ID: volume(HOST).volumeId,
      INSTANCE_ID: instanceId,
      ZONE_ID: ZONE.id,
      RECORD_NAME: NAME,
      FILTERS,
    };
    const { stdout } = await run('sh', ['-c', '. "$0" >&2; times', script], { env });
    return { init: 0, first: secondsOf(stdout) };
  },
  isDone: isUp,
});
