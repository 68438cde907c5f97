import { describe, expect, it } from 'vitest';

import type { RunContext } from '../../../libs/controller/controller.ts';
import { createHandler } from '../../../libs/runtime/handler.ts';
import type { Platform } from '../../../libs/runtime/platform.ts';
import { contextOf } from '../../aws/lambda/invocation.ts';

const start = new Date('2026-11-01T00:00:00Z').getTime();

/** Whether a call may begin at each of these seconds of an invocation of 120 s, while its run works or finishes. */
const mayCall = async (seconds: readonly number[], prepare: (run: RunContext) => void): Promise<readonly boolean[]> => {
  let answer: readonly boolean[] = [];
  const platform: Platform = { env: {}, now: () => new Date(start), sleep: async () => {}, log: () => {} };
  const handler = await createHandler(
    ({ requireTime }) => ({
      prefetch: async () => {},
      invoke: async (_, run) => {
        prepare(run);
        answer = seconds.map((second) => {
          try {
            requireTime?.(start + 1000 * second);
            return true;
          } catch {
            return false;
          }
        });
      },
    }),
    platform,
  );
  await handler(
    {},
    contextOf('reconcile', () => 120_000),
  );
  return answer;
};

describe('a run of two minutes', () => {
  it('begins no call to AWS in its last 40 seconds', async () => {
    expect(await mayCall([0, 80, 81, 103], () => {})).toEqual([true, true, false, false]);
  });

  it('has time to notify what it did until 18 seconds before its end, whatever it did before', async () => {
    expect(await mayCall([80, 102, 103], (run) => run.beginFinish?.())).toEqual([true, true, false]);
  });
});
