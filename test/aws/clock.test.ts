import { describe, expect, it } from 'vitest';

import { START, startClock } from './fixtures.ts';
import { createClock } from './clock.ts';

/** A clock, a list of what happened at which second, and a way to add to it. */
const givenClock = () => {
  const clock = startClock();
  const history: string[] = [];
  const seconds = (): number => (clock.now().getTime() - Date.parse(START)) / 1000;
  const note = (event: string): void => void history.push(`${seconds()} ${event}`);
  return { clock, history, seconds, note };
};

/** A hundred delays of two to five seconds, in milliseconds. */
const draw = (seed: number): readonly number[] => {
  const { drawMilliseconds } = createClock({ start: new Date(START), seed });
  return Array.from({ length: 100 }, () => drawMilliseconds([2, 5]));
};

describe('the virtual clock', () => {
  it('runs callbacks at their times, and those of one time in the order in which they were scheduled', async () => {
    const { clock, history, note } = givenClock();
    clock.after(2000, () => note('second'));
    clock.after(1000, () => note('first'));
    clock.after(2000, () => note('third'));
    clock.after(9000, () => note('beyond'));
    await clock.advance(3000);
    expect(history).toEqual(['1 first', '2 second', '2 third']);
  });

  it('stands at the end of the advance, whatever was scheduled', async () => {
    const { clock, seconds } = givenClock();
    clock.after(9000, () => {});
    await clock.advance(3000);
    expect(seconds()).toBe(3);
  });

  it('runs a callback that a callback schedules within the same advance', async () => {
    const { clock, history, note } = givenClock();
    clock.after(1000, () => clock.after(1000, () => note('chained')));
    await clock.advance(2000);
    expect(history).toEqual(['2 chained']);
  });

  it('stops at the callback after which its condition holds', async () => {
    const { clock, history, seconds, note } = givenClock();
    for (const second of [1, 2, 3]) clock.after(1000 * second, () => note('tick'));
    await clock.advance(10_000, () => history.length === 2);
    expect([history, seconds()]).toEqual([['1 tick', '2 tick'], 2]);
  });

  it('draws the same numbers from the same seed, within their range', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1).every((milliseconds) => milliseconds >= 2000 && milliseconds <= 5000)).toBe(true);
    expect(new Set(draw(1)).size).toBeGreaterThan(90);
  });
});

describe('tracked code', () => {
  it('holds the time until it sleeps, and continues when its sleep is over', async () => {
    const { clock, history, note } = givenClock();
    clock.after(1000, () => note('timer'));
    const running = clock.track(async () => {
      // Turns of the event loop, in which no time may pass.
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      note('worked');
      await clock.sleep(5000);
      note('slept');
    });
    await clock.advance(10_000);
    await running;
    expect(history).toEqual(['0 worked', '1 timer', '5 slept']);
  });

  it('no longer holds the time after it has failed', async () => {
    const { clock, history, note } = givenClock();
    clock.after(1000, () => note('timer'));
    await expect(clock.track(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await clock.advance(1000);
    expect(history).toEqual(['1 timer']);
  });

  it('sleeps until its signal aborts, for ever if nothing else ends the sleep', async () => {
    const { clock, history, note } = givenClock();
    const abort = new AbortController();
    const running = clock.track(async () => {
      await clock.sleep(Infinity, abort.signal);
      note('woken');
    });
    clock.after(4000, () => abort.abort());
    await clock.advance(60_000);
    await running;
    expect(history).toEqual(['4 woken']);
  });

  it('wakes once, though its signal aborts after the sleep is over', async () => {
    const { clock, history, note } = givenClock();
    const abort = new AbortController();
    const running = clock.track(async () => {
      await clock.sleep(1000, abort.signal);
      note('woken');
      abort.abort();
      await clock.sleep(1000);
      note('woken again');
    });
    clock.after(5000, () => note('timer'));
    await clock.advance(10_000);
    await running;
    expect(history).toEqual(['1 woken', '2 woken again', '5 timer']);
  });

  it('lets time move while it yields to code that it waits for', async () => {
    const { clock, history, note } = givenClock();
    const running = clock.track(async () => {
      await clock.whileYielding(() => clock.track(() => clock.sleep(3000)));
      note('returned');
    });
    await clock.advance(10_000);
    await running;
    expect(history).toEqual(['3 returned']);
  });

  it('holds the time again once the code that it yielded to has ended', async () => {
    const { clock, history, note } = givenClock();
    clock.after(1000, () => note('timer'));
    const running = clock.track(async () => {
      await clock.whileYielding(async () => {});
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      note('worked');
    });
    await clock.advance(5000);
    await running;
    expect(history).toEqual(['0 worked', '1 timer']);
  });
});

describe('an advance inside an advance', () => {
  it('moves the time alone; the outer advance then moves on to its own end', async () => {
    const { clock, history, seconds, note } = givenClock();
    for (const second of [1, 3, 5]) clock.after(1000 * second, () => note('timer'));
    const advanceInside = async (): Promise<void> => {
      await clock.advance(2500);
      note('inner end');
    };
    clock.after(1000, () => void clock.track(() => clock.whileYielding(advanceInside)));
    await clock.advance(6000);
    expect(history).toEqual(['1 timer', '3 timer', '3.5 inner end', '5 timer']);
    expect(seconds()).toBe(6);
  });
});

describe('a delay', () => {
  it('moves the time by itself outside an advance', async () => {
    const { clock, seconds } = givenClock();
    await clock.delay(2000);
    expect(seconds()).toBe(2);
  });

  it('ends at its time inside an advance, which it does not hold', async () => {
    const { clock, history, note } = givenClock();
    clock.after(1000, () => void clock.delay(2000).then(() => note('arrived')));
    clock.after(2000, () => note('timer'));
    await clock.advance(10_000);
    expect(history).toEqual(['2 timer', '3 arrived']);
  });
});
