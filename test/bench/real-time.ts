import { setTimeout as sleep } from 'node:timers/promises';

import type { HttpResponse, HttpRequest } from '../aws/protocols/index.ts';
import type { World } from '../aws/world.ts';

/** Real time between two advances of the clock. */
const TICK_MILLISECONDS = 5;

/** Real time after which waiting fails. */
const TIMEOUT_MILLISECONDS = 120_000;

/** Runs the simulated clock at the pace of real time from now on, for processes that really sleep. */
export const inRealTime = ({ clock, respond }: World) => {
  const started = performance.now();
  const origin = clock.now().getTime() - started;
  /** Milliseconds by which the simulated clock is ahead of real time. */
  const lead = (): number => clock.now().getTime() - origin - performance.now();
  const catchUp = (): Promise<void> => clock.advance(Math.max(0, -lead()));
  return {
    /** Answers a call after its simulated duration has passed in real time. */
    respond: async (wired: HttpRequest): Promise<HttpResponse> => {
      await catchUp();
      const spoken = await respond(wired);
      await sleep(Math.max(0, lead()));
      return spoken;
    },
    /** Runs the clock until `done` holds, and returns the real time then, in milliseconds. Throws after the time-out. */
    until: async (done: () => boolean): Promise<number> => {
      while (!done()) {
        if (performance.now() - started > TIMEOUT_MILLISECONDS)
          throw new Error(`not done after ${TIMEOUT_MILLISECONDS / 1000} s`);
        await sleep(TICK_MILLISECONDS);
        await catchUp();
      }
      return performance.now();
    },
  };
};
