import { setTimeout as sleep } from 'node:timers/promises';

import type { HttpResponse, HttpRequest } from '../aws/protocols/index.ts';
import type { World } from '../aws/world.ts';

/** So often the world moves on, in real milliseconds. */
const TICK_MILLISECONDS = 5;

/** What has not come about by then does not come about any more. */
const TIMEOUT_MILLISECONDS = 120_000;

/** Lets a world's time run as real time does, from now on: for who really sleeps between two looks at it. */
export const inRealTime = ({ clock, respond }: World) => {
  const started = performance.now();
  const origin = clock.now().getTime() - started;
  /** So many milliseconds the world is ahead of real time. */
  const lead = (): number => clock.now().getTime() - origin - performance.now();
  const catchUp = (): Promise<void> => clock.advance(Math.max(0, -lead()));
  return {
    /** Answers a call once it has really been on its way as long as the world says. */
    respond: async (wired: HttpRequest): Promise<HttpResponse> => {
      await catchUp();
      const spoken = await respond(wired);
      await sleep(Math.max(0, lead()));
      return spoken;
    },
    /** Lets time run until `done` holds: when that was, in real milliseconds. Throws when it does not come to hold. */
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
