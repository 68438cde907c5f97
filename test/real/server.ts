import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { onTestFinished } from 'vitest';

import { must, shell } from './loop-disk.ts';
import { until } from './machine.ts';

/** Where fetch-servers.sh unpacks the packages of a release of Debian. */
const rootOf = (suite: string): string => resolve(import.meta.dirname, '../../.build/debian', suite);

/** Why the servers of a release of Debian cannot be started here; `false` where they can. */
export const whyNoServers = (suite: string): string | false => {
  if (process.platform !== 'linux') return 'namespaces need Linux';
  if (process.getuid?.() !== 0) return 'namespaces need root';
  if (!existsSync(join(rootOf(suite), 'fetched')))
    return `the packages of Debian ${suite} are not there: run test/real/fetch-servers.sh`;
  const missing = ['nsenter', 'pgrep', 'ip', 'curl', 'openssl', 'python3'].filter(
    (tool) => shell(`command -v ${tool}`).exitCode !== 0,
  );
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  const attempt = shell(`unshare --mount --net --pid --fork sh -ec 'mount -t tmpfs none /mnt; mkdir /mnt/upper /mnt/work
    mount -t overlay none -o lowerdir=${rootOf(suite)}/root,upperdir=/mnt/upper,workdir=/mnt/work /mnt'`);
  return attempt.exitCode === 0 ? false : `no overlay could be mounted: ${attempt.output.trim()}`;
};

/** What every machine has, and no package. */
const SYSTEM_FILES = {
  'etc/passwd': 'root:x:0:0:root:/:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/hosts': '127.0.0.1 localhost\n',
};

/**
 * A machine that has the packages of a release of Debian alone, in namespaces of its own: nothing of it is reached from
 * outside, it reaches nothing there, and what it writes is gone when the test has ended. `data` is a folder in it that is on a
 * disk: on this machine's own, or in a folder of it.
 */
export const givenServer = async (
  suite: string,
  files: Readonly<Record<string, string>>,
  data?: string,
  dataFolder?: string,
) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-server-'));
  const disk = mkdtempSync(join(tmpdir(), 'hostkeeper-data-'));
  const at = (path: string): string => join(folder, path);
  must(`mount -t tmpfs tmpfs ${folder} && mkdir ${at('upper')} ${at('work')} ${at('root')}`);
  for (const [path, text] of Object.entries({ ...SYSTEM_FILES, ...files })) {
    mkdirSync(dirname(at(`upper/${path}`)), { recursive: true });
    writeFileSync(at(`upper/${path}`), text);
  }
  for (const path of ['dev', 'proc', 'run', 'tmp', 'var/log/nginx', data ?? 'tmp'])
    mkdirSync(at(`upper/${path}`), { recursive: true });
  const setup = `
    mount -t overlay overlay -o lowerdir=${rootOf(suite)}/root,upperdir=${at('upper')},workdir=${at('work')} ${at('root')}
    mount --rbind /dev ${at('root/dev')}
    mount -t proc proc ${at('root/proc')}
    ${data === undefined ? '' : `mount --bind ${dataFolder ?? disk} ${at(`root/${data}`)}`}
    ip link set lo up
    echo ready
    exec sleep infinity`;
  const namespaces = '--mount --net --pid --fork --kill-child';
  const holder = spawn('sh', ['-c', `exec unshare ${namespaces} sh -ec '${setup}'`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  onTestFinished(async () => {
    // The first process of a namespace ends once all others have.
    shell(`pkill -KILL -P ${holder.pid}`);
    await ended;
    must(`umount -l ${folder}`);
    rmSync(folder, { recursive: true });
    rmSync(disk, { recursive: true });
  });
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => {
      throw new Error('The namespaces could not be made.');
    }),
  ]);
  const pid = shell(`pgrep -P ${holder.pid}`).output.trim();

  const log = at('log');
  return {
    /** The command that runs one on the machine. */
    inside: (command: string): string => `nsenter -t ${pid} --mount --net --pid chroot ${at('root')} ${command}`,
    /** The command that runs one of this machine's in the network of that one. */
    beside: (command: string): string => `nsenter -t ${pid} --net --pid ${command}`,
    /** Starts a command in the background. It ends with the machine. */
    start: (command: string): void => {
      must(`(${command}) >>${log} 2>&1 </dev/null &`);
    },
    /** What a command writes, once it succeeds. */
    eventually: async (command: string): Promise<string> => {
      let attempt = shell(command);
      await until(
        () => attempt.exitCode === 0 || (attempt = shell(command)).exitCode === 0,
        () => `${attempt.output} ${shell(`cat ${log}`).output}`,
      );
      return attempt.output;
    },
  };
};
