import type { Clock } from './clock.ts';
import type { Ec2Instance } from './ec2/instances.ts';
import { TIMES } from './ec2/quotas.ts';
import type { Volume, Volumes } from './ec2/volumes.ts';
import { NoReply } from './operation.ts';
import type { MakeRequest } from './service.ts';
import type { ScriptEnd } from './ssm/agents.ts';

/** The seconds of the script: infra/documents/snapshot.sh, which `npm run test:real` runs on a kernel. */
const SECONDS = { request: 5, lock: 4, slow: 25 } as const;

/** After how many seconds the script thaws the file system, whatever becomes of it. */
export const watchdogOf = (commands: readonly string[]): number =>
  Number(/\bsleep (\d+) 9<&-/.exec(commands.join('\n'))?.[1] ?? Infinity);

/** What the script was given. */
interface Request {
  readonly quiesce: string;
  /** In seconds since 1970. */
  readonly until: number;
  readonly url: string;
  /** In seconds. */
  readonly watchdog: number;
}

const failed = (output: string): ScriptEnd => ({ exitCode: 1, output });

/** The hosts that take snapshots of themselves, by a script that freezes the file system meanwhile. */
export const createSnapshotScripts = (clock: Clock, volumes: () => Volumes, makeRequest: MakeRequest) => {
  /** The requests that each instance has made last. */
  const claims = new Map<string, string>();

  const ask = async (url: string): Promise<string> => {
    try {
      return await makeRequest(url);
    } catch (error) {
      if (!(error instanceof NoReply)) throw error;
      await clock.delay(1000 * SECONDS.request);
      return 'curl: (28) Operation timed out';
    }
  };

  /** Thaws the file system after some seconds, if it is still frozen since then. */
  const startWatchdog = (volume: Volume, seconds: number): void => {
    const frozenSince = volume.frozenSince;
    clock.after(1000 * seconds, () => {
      if (volume.frozenSince === frozenSince) volumes().thaw(volume);
    });
  };

  const run = async (
    instance: Ec2Instance,
    volume: Volume | undefined,
    { quiesce, until, url, watchdog }: Request,
  ): Promise<ScriptEnd> => {
    const fault = instance.snapshotFault;
    delete instance.snapshotFault;
    if (claims.get(instance.instanceId) === url) return failed('This request was made before\n');
    claims.set(instance.instanceId, url);
    if (volume?.attachment?.state !== 'attached') return failed('The volume is not here\n');
    if (!volume.attachment.mounted) return failed(`${volume.volumeId} has not one file system that is mounted\n`);
    await clock.delay(clock.drawMilliseconds(TIMES.prepareSnapshot.seconds));
    if (fault === 'unreachable') return failed('curl: (28) Connection timed out\n');
    const lockProblem = quiesce === 'lock' ? instance.lockProblem : undefined;
    if (lockProblem !== undefined) await clock.delay(1000 * SECONDS.lock);
    if (fault === 'slow') await clock.delay(1000 * SECONDS.slow);
    const said = lockProblem === undefined ? '' : `The database is not locked: ${lockProblem}\n`;
    if (clock.now().getTime() >= 1000 * until) return failed(`${said}It is too late for this request\n`);
    if (volume.frozenSince) return failed(`${said}fsfreeze: freeze failed: Device or resource busy\n`);
    volumes().freeze(volume);
    startWatchdog(volume, watchdog);
    if (fault === 'killed') return new Promise(() => {});
    const reply = await ask(url);
    const isFrozen = volumes().thaw(volume);
    const [, snapshotId] = /<snapshotId>(snap-[0-9a-f]+)</.exec(fault === 'no reply' ? '' : reply) ?? [];
    if (snapshotId === undefined) return failed(`${said}No snapshot was confirmed: ${reply.slice(0, 500)}\n`);
    const wanted = quiesce === 'lock' && lockProblem === undefined ? 'locked' : 'frozen';
    return { exitCode: 0, output: `${said}${snapshotId} ${isFrozen ? wanted : 'crash'}\n` };
  };

  return run;
};
