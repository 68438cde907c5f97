import type { RunContext } from './controller.ts';

/** Gives `work` some seconds. After them its signal is aborted, and this throws. */
export const within = async <R>(
  seconds: number,
  { sleep }: Pick<RunContext, 'sleep'>,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> => {
  const ended = new AbortController();
  const overdue = new AbortController();
  const limit = async (): Promise<never> => {
    await sleep(1000 * seconds, ended.signal);
    overdue.abort();
    throw new Error(`no success within ${seconds} seconds`);
  };
  try {
    return await Promise.race([work(overdue.signal), limit()]);
  } finally {
    ended.abort();
  }
};
