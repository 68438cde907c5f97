import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import type { Observation, Request, Verdict } from './messages.ts';

/** Runs tests in a process that can be killed. */
export interface Runner {
  readonly observe: (files: readonly string[]) => Promise<Observation>;
  /** `undefined` when it took longer than that many milliseconds. */
  readonly run: (
    request: Omit<Extract<Request, { kind: 'run' }>, 'kind'>,
    milliseconds: number,
  ) => Promise<Verdict | undefined>;
  readonly stop: () => void;
}

export const createRunner = (): Runner => {
  let child: ChildProcess | undefined;
  const stop = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const ask = async (request: Request, timeOut: AbortSignal = new AbortController().signal) => {
    child ??= fork(`${import.meta.dirname}/process.ts`, { env: { ...process.env, HOSTKEEPER_PACKAGED: 'yes' } });
    const answered = new AbortController();
    const signal = AbortSignal.any([timeOut, answered.signal]);
    const answer = once(child, 'message', { signal });
    const end = once(child, 'exit', { signal }).then(() => {
      throw new Error('the process that runs the tests has ended');
    });
    child.send(request);
    try {
      return await Promise.race([answer, end]);
    } finally {
      answered.abort();
    }
  };
  return {
    observe: async (files) => {
      const [observation]: Observation[] = await ask({ kind: 'observe', files });
      if (!observation) throw new Error('the process that runs the tests has answered nothing');
      return observation;
    },
    run: async (request, milliseconds) => {
      try {
        const [verdict]: Verdict[] = await ask({ kind: 'run', ...request }, AbortSignal.timeout(milliseconds));
        return verdict;
      } catch (error) {
        stop();
        if (error instanceof Error && error.name === 'AbortError') return undefined;
        throw error;
      }
    },
    stop,
  };
};
