import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds of a cold start: at INIT, and from the event on. */
export interface ColdStartCpu {
  readonly init: number;
  readonly first: number;
}

/** CPU seconds that all threads of a process have used so far. The kernel counts nanoseconds. */
export const cpuOf = (pid: number): number => {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const spent = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]));
  return spent.reduce((sum, one) => sum + one, 0) / 1e9;
};

/**
 * Seconds of a cold start on Lambda at a memory size: INIT has a whole CPU, the rest memory/1769 of one.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const weighted = ({ init, first }: ColdStartCpu, megabytes: number): number => init + (first * 1769) / megabytes;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Peak memory of a process so far, in MB. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export const peakMegabytes = (pid: number): number =>
  Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
