import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import { must, shell, whyNoDisks } from './loop-disk.ts';
import type { Volume } from './volume.ts';

const SYSTEMD = '/usr/lib/systemd/systemd';

/** Why no machine can be booted here; `false` where one can. */
export const whyNoMachines = (): string | false => {
  const whyNot = whyNoDisks();
  if (whyNot !== false) return whyNot;
  if (!existsSync(SYSTEMD)) return 'systemd is not installed';
  const missing = ['nsenter', 'pgrep', 'mkfs.xfs', 'mountpoint', 'blkid'].filter(
    (tool) => shell(`command -v ${tool}`).exitCode !== 0,
  );
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  const attempt = shell(`unshare -m sh -ec 'mount -t tmpfs none /mnt; mkdir /mnt/upper /mnt/work /mnt/root
    mount -t overlay none -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root'`);
  return attempt.exitCode === 0 ? false : `no overlay could be mounted: ${attempt.output.trim()}`;
};

/** Waits for what `condition` says, at most half a minute. */
export const until = async (condition: () => boolean, whatIsThere: () => string): Promise<void> => {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`It did not come to that. ${whatIsThere()}`);
    await setTimeout(20);
  }
};

const TARGETS = ['sysinit', 'basic', 'multi-user', 'shutdown', 'umount', 'final', 'poweroff'].map(
  (name) => `${name}.target`,
);

/** A stand-in for a service of the ECS-optimized image, which waits for cloud-init. It writes down when it starts and stops. */
const service = (name: string, after: string, more = ''): string => `[Unit]
After=cloud-final.service ${after}
${more}
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/bin/record ${name} starts
ExecStop=/usr/local/bin/record ${name} stops
`;

const UNITS = {
  // As cloud-init: the user data is played once in the life of an instance.
  'cloud-final.service': `[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'test -e /var/lib/cloud/ran || { touch /var/lib/cloud/ran; /var/lib/cloud/user-data; record user data ends with $?; }'
`,
  'docker.service': service('docker', ''),
  'ecs.service': service('ecs', 'docker.service', 'Requires=docker.service'),
} as const;

const EBS = 'Amazon Elastic Block Store';

/**
 * An instance that plays this user data: a real systemd as PID 1 in namespaces of its own, on a copy of this machine's
 * files that forgets what it wrote when the test has ended. Its disks are loop devices, which it sees as EC2 shows them.
 */
export const givenMachine = (userData: string, mountPoint: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-machine-'));
  const rootVolume = mkdtempSync(join(tmpdir(), 'hostkeeper-root-'));
  must(`mount -t tmpfs tmpfs ${folder}`);
  const at = (...path: readonly string[]): string => join(folder, ...path);
  for (const path of [
    'root',
    'work',
    'block',
    'dev',
    'base-units',
    'empty',
    'units/multi-user.target.wants',
    'upper/usr/local/bin',
    'upper/var/lib/cloud',
    'upper/var/log',
  ]) {
    mkdirSync(at(path), { recursive: true });
  }
  const nodes = { null: '1 3', zero: '1 5', full: '1 7', random: '1 8', urandom: '1 9' };
  for (const [name, numbers] of Object.entries(nodes)) must(`mknod -m 666 ${at('dev', name)} c ${numbers}`);
  must(
    `ln -s /proc/self/fd ${at('dev/fd')} && cp /usr/lib/systemd/system/systemd-poweroff.service ${at('base-units')}`,
  );
  for (const target of TARGETS) must(`cp /usr/lib/systemd/system/${target} ${at('base-units')}`);
  for (const [name, text] of Object.entries(UNITS)) {
    writeFileSync(at('units', name), text);
    must(`ln -s ../${name} ${at('units/multi-user.target.wants')}`);
  }
  // Reminders each second, instead of every ten minutes.
  mkdirSync(at('units/hostkeeper-data.service.d'));
  writeFileSync(at('units/hostkeeper-data.service.d/reminders.conf'), '[Service]\nEnvironment=REMINDER_SECONDS=1\n');
  writeFileSync(at('dev/console'), '');
  writeFileSync(at('upper/var/log/story'), '');
  writeFileSync(at('upper/var/lib/cloud/user-data'), userData, { mode: 0o700 });
  writeFileSync(
    at('upper/usr/local/bin/record'),
    `#!/bin/sh\nif mountpoint -q ${mountPoint}; then is='mounted'; else is='not mounted'; fi\necho "$*, the volume is $is" >>/var/log/story\n`,
    { mode: 0o755 },
  );

  let running: { readonly pid: string; readonly ended: Promise<unknown>; readonly kill: () => boolean } | undefined;
  const swapOff = () => shell(`swapoff ${join(rootVolume, 'swap')}`);
  const pid = (): string => {
    if (running === undefined) throw new Error('The machine is not running.');
    return running.pid;
  };
  /** The command that runs one on the machine. */
  const command = (text: string): string => `nsenter -t ${pid()} -a sh -c '${text}'`;
  const run = (text: string) => shell(command(text));
  const console = (): string => readFileSync(at('dev/console'), 'utf8');
  /** What happened: the user data, Docker and the ECS agent, each with whether the volume was mounted then. */
  const story = (): readonly string[] => readFileSync(at('upper/var/log/story'), 'utf8').split('\n').slice(0, -1);
  const whatIsThere = (): string =>
    [console(), ...story(), run('systemctl list-jobs; systemctl --failed').output].join('\n');

  const makeNode = (name: string, number: string): void => {
    must(`mknod -m 660 ${at('dev', name)} b ${number.replace(':', ' ')}`);
  };

  const machine = {
    command,
    run,
    console,
    story,
    /** Reads a file of the machine's. */
    read: (path: string): string => run(`cat ${path}`).output,
    /** Writes a file of the machine's, which is not running. */
    write: (path: string, text: string): void => writeFileSync(join(folder, 'upper', path), text),
    boot: async (): Promise<void> => {
      const namespaces = '--pid --fork --kill-child --mount --cgroup --ipc --uts';
      const child = spawn('sh', ['-c', `exec unshare ${namespaces} sh ${join(import.meta.dirname, 'boot.sh')}`], {
        stdio: 'inherit',
        env: { ...process.env, FOLDER: folder, ROOT_VOLUME: rootVolume },
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const first = (): string => shell(`pgrep -P ${child.pid}`).output.trim();
      await until(
        () => first() !== '',
        () => 'No process began.',
      );
      running = { pid: first(), ended, kill: () => child.kill('SIGKILL') };
      await until(() => run('systemctl is-active basic.target').exitCode === 0, whatIsThere);
    },
    /** An orderly shutdown, at the end of which no process is left. */
    shutDown: async (): Promise<void> => {
      must(`kill -s RTMIN+4 ${pid()}`);
      await running?.ended;
      running = undefined;
      swapOff();
    },
    /** A disk appears: first its node, then its entry in /sys. */
    attach: (volume: Volume, name = 'nvme1n1', { model = EBS, serial = 'vol0', partition = '' } = {}): void => {
      makeNode(name, volume.number);
      mkdirSync(at('next/device'), { recursive: true });
      mkdirSync(at('next/holders'));
      writeFileSync(at('next/dev'), `${volume.number}\n`);
      // As NVMe's, with spaces up to 40 characters. Xen's disks have neither.
      if (model !== '') writeFileSync(at('next/device/model'), `${model.padEnd(40)}\n`);
      if (serial !== '') writeFileSync(at('next/device/serial'), `${serial}\n`);
      if (partition !== '') {
        makeNode(`${name}p1`, partition);
        mkdirSync(at('next', `${name}p1`));
        writeFileSync(at('next', `${name}p1/dev`), `${partition}\n`);
        writeFileSync(at('next', `${name}p1/partition`), '1\n');
        must(`ln -s ${name}/${name}p1 ${at('block', `${name}p1`)}`);
      }
      renameSync(at('next'), at('block', name));
    },
    /** Makes the node of a disk again, as its next attachment does. */
    restoreNode: (volume: Volume, name = 'nvme1n1'): void => {
      if (!existsSync(at('dev', name))) makeNode(name, volume.number);
    },
    detach: (name = 'nvme1n1'): void => {
      rmSync(at('block', name), { recursive: true });
      rmSync(at('dev', name), { force: true });
    },
    /** The console says this, so many times. */
    says: (text: string | RegExp, times = 1): Promise<void> =>
      until(() => console().split(text).length > times, whatIsThere),
    /** This happened, so many times. */
    happened: (line: string, times = 1): Promise<void> =>
      until(() => story().filter((given) => given === line).length >= times, whatIsThere),
    /** Nothing is to be done about this unit any more. */
    ended: (unit: string): Promise<void> =>
      until(() => !run('systemctl list-jobs').output.includes(`${unit}.service`), whatIsThere),
    isMounted: (): boolean => run(`mountpoint -q ${mountPoint}`).exitCode === 0,
    /** The state of a unit in systemd's words. */
    state: (unit: string): string => run(`systemctl is-active ${unit}`).output.trim(),
  };
  onTestFinished(async () => {
    running?.kill();
    await running?.ended;
    swapOff();
    must(`umount -l ${folder}`);
    rmSync(folder, { recursive: true });
    rmSync(rootVolume, { recursive: true });
  });
  return machine;
};
