import { readdirSync, readFileSync } from 'node:fs';

/** Prints a figure and its limit. A figure above its limit fails the command. */
export const checkFigure = (what: string, figure: number, max: number, digits = 0): void => {
  const isMet = figure <= max;
  console.info(`  ${isMet ? 'ok' : 'TOO MUCH'}: ${what} ${figure.toFixed(digits)}, at most ${max}`);
  if (!isMet) process.exitCode = 1;
};

/** The names of a fleet. */
export const hostNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `host-${at + 1}`);

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
