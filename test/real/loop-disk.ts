import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { NEW_AGENT } from './host-script.ts';
import { unmountText } from './unmount-document.ts';

/** Runs a command as a shell does, and returns its exit code with all that it wrote. */
export const shell = (command: string, env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  return { exitCode: status, output: stdout + stderr };
};

/** Runs a command that has to succeed, and returns what it wrote to stdout. */
export const must = (command: string): string => execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim();

/** Starts a command in the background. `ended` resolves with its exit code. */
export const background = (command: string) => {
  const child = spawn('sh', ['-c', command], { stdio: 'ignore' });
  return {
    ended: new Promise<number | null>((resolve) => child.once('exit', resolve)),
    kill: (signal?: NodeJS.Signals) => child.kill(signal),
  };
};

/** Why real disks cannot be used here; `false` where they can. */
export const whyNoDisks = (): string | false => {
  if (process.platform !== 'linux') return 'loop devices need Linux';
  if (process.getuid?.() !== 0) return 'loop devices and mounts need root';
  const missing = ['losetup', 'mkfs.ext4', 'partx', 'blockdev', 'unshare', 'mkswap'].filter(
    (tool) => shell(`command -v ${tool}`).exitCode !== 0,
  );
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  const attempt = shell(
    'file=$(mktemp) && truncate -s 8M "$file" && losetup -d "$(losetup -f --show -P "$file")"; rm "$file"',
  );
  return attempt.exitCode === 0 ? false : `no loop device could be attached: ${attempt.output.trim()}`;
};

export const VOLUME = 'vol-0123456789abcdef0';

/** Makes a disk of a file, in which zeros take no space. Its node and its name are those of this machine. */
export const attachImage = (image: string, megabytes: number) => {
  must(`truncate -s ${megabytes}M ${image}`);
  const node = must(`losetup -f --show -P ${image}`);
  const name = node.replace('/dev/', '');
  return { node, name, number: readFileSync(`/sys/class/block/${name}/dev`, 'utf8').trim() };
};

/** A real disk of 64 MB with an ext4 file system of its own label; `close` leaves nothing behind. */
export const openDisk = (label: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-'));
  const image = join(folder, 'disk.img');
  const mountPoint = join(folder, 'data of the host');
  mkdirSync(mountPoint);
  mkdirSync(join(folder, 'bin'));
  const stopped = join(folder, 'stopped');
  // Stops nothing on this machine, and writes down what it was to stop.
  writeFileSync(join(folder, 'bin/systemctl'), `#!/bin/sh\necho "$@" >>${stopped}\n`, { mode: 0o755 });
  const { node, name, number } = attachImage(image, 64);
  must(`mkfs.ext4 -q -F -L ${label} ${node}`);
  const restoreNode = (): void => {
    if (!existsSync(node)) must(`mknod -m 660 ${node} b ${number.replace(':', ' ')}`);
  };
  return {
    /** The file behind the disk: what is in it has reached the disk. */
    image,
    node,
    name,
    number,
    mountPoint,
    byLabel: `LABEL=${label}`,
    uuid: must(`blkid -s UUID -o value ${node}`),
    hasNode: () => existsSync(node) && statSync(node).isBlockDevice(),
    /** Puts the node back, as the next attachment does. */
    restoreNode,
    /** Writes what an agent runs to a file, and returns the command that runs it. */
    script: ({ device = node, agent = NEW_AGENT } = {}): string => {
      const file = join(folder, 'unmount.sh');
      writeFileSync(file, unmountText({ volumeId: VOLUME, device }, agent));
      return `PATH=${folder}/bin:$PATH sh ${file}`;
    },
    /** What the script stopped: the arguments of `systemctl`, a line for each call. */
    stopped: () => (existsSync(stopped) ? readFileSync(stopped, 'utf8') : ''),
    /** The processes that have the disk mounted, in whatever namespace. */
    holders: () => shell(`grep -ls " ${number} " /proc/[0-9]*/mountinfo`).output.trim(),
    close: (): void => {
      restoreNode();
      shell(`swapoff ${node}; umount -A ${node}; umount -A ${node}p1; partx -d ${node}; losetup -d ${node}`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export type Disk = ReturnType<typeof openDisk>;
