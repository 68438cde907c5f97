import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { shell } from './loop-disk.ts';
import { until } from './machine.ts';

/** The files of a memory cgroup. https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files */
const V2 = {
  parent: '/sys/fs/cgroup',
  limit: 'memory.max',
  peak: 'memory.peak',
  kills: 'memory.events',
  withoutSwap: ['memory.swap.max', '0'],
} as const;
/** https://docs.kernel.org/admin-guide/cgroup-v1/memory.html */
const V1 = {
  parent: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  peak: 'memory.max_usage_in_bytes',
  kills: 'memory.oom_control',
  withoutSwap: ['memory.swappiness', '0'],
} as const;

/** The version that this machine has, with a controller for memory; `undefined` where it has none. */
const version = () => {
  if (existsSync(join(V1.parent, V1.limit))) return V1;
  const controllers = join(V2.parent, 'cgroup.subtree_control');
  return existsSync(controllers) && readFileSync(controllers, 'utf8').split(/\s/).includes('memory') ? V2 : undefined;
};

const makeGroup = (files: NonNullable<ReturnType<typeof version>>, name: string): string => {
  const folder = join(files.parent, name);
  mkdirSync(folder);
  return folder;
};

/** Why no memory can be limited here; `false` where it can. */
export const whyNoLimits = (): string | false => {
  const files = version();
  if (!files) return 'there is no controller for memory in /sys/fs/cgroup';
  try {
    const folder = makeGroup(files, `hostkeeper-try-${process.pid}`);
    const hasPeak = existsSync(join(folder, files.peak));
    rmdirSync(folder);
    return hasPeak ? false : `the kernel has no ${files.peak}`;
  } catch (error) {
    return `no cgroup can be made: ${String(error)}`;
  }
};

let count = 0;

/** A limit of memory for the processes of a test, without swap. One that needs more is killed. */
export const givenLimit = (megabytes: number) => {
  const files = version();
  if (!files) throw new Error('There is no controller for memory.');
  count += 1;
  const folder = makeGroup(files, `hostkeeper-${process.pid}-${count}`);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, files.limit), `${megabytes * 1024 * 1024}`);
  const [name, value] = files.withoutSwap;
  if (existsSync(join(folder, name))) writeFileSync(join(folder, name), value);
  // What a test was given last ends first, so its processes are ending by now. A group that has any cannot be removed.
  onTestFinished(() =>
    until(
      () => shell(`rmdir ${folder}`).exitCode === 0,
      () => `${folder} has processes.`,
    ),
  );
  return {
    /** The shell command that puts the shell under the limit. */
    enter: `echo 0 >${folder}/cgroup.procs`,
    /** The most that its processes have had at once, in MB. */
    peakMegabytes: (): number => Math.round(Number(read(files.peak)) / 1024 / 1024),
    /** How many processes the kernel has killed. */
    kills: (): number => Number(/^oom_kill (\d+)$/m.exec(read(files.kills))?.[1] ?? Number.NaN),
  };
};
