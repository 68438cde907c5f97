import { setImmediate as immediate } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { Controller, Polling, RunContext } from '../../../libs/controller/controller.ts';
import { reconcile } from '../../../libs/controller/reconcile.ts';
import { act, converged, type Plan, refuse, wait } from '../../../libs/controller/plan.ts';

/** A toy: lamps that are to be lit, some of which need their time. */
interface ToyActions {
  'lamps:Light': { readonly host: string };
}
interface ToyState {
  lit: boolean;
  warmAt?: Date;
}
interface ToyTarget {
  readonly host: string;
}

const start = new Date('2026-11-01T00:00:00Z');
const secondsAfterStart = (seconds: number) => new Date(start.getTime() + 1000 * seconds);

/** Polls every 15 s, and gives up after the same time whether or not the run has acted. */
const giveUpAfter = (seconds: number): Polling => ({
  everySeconds: 15,
  giveUpAfterSeconds: { untouched: seconds, acted: seconds },
  followUpSeconds: 0,
  whileActing: true,
});

const createToy = (
  lamps: Record<string, ToyState>,
  faults: { light?: (host: string) => void | Promise<void>; look?: (turn: number) => void } = {},
) => {
  let now = start;
  let looks = 0;
  const controller: Controller<ToyTarget, ToyState, ToyActions> = {
    name: 'lamps',
    maxConcurrency: 10,
    polling: giveUpAfter(60),
    observe: async (targets) => {
      looks += 1;
      faults.look?.(looks);
      return new Map(
        targets.flatMap((target) => {
          const lamp = lamps[target.host];
          return lamp ? [[target, { ...lamp }] as const] : [];
        }),
      );
    },
    plan: ({ host }, lamp, time): Plan<ToyActions> => {
      if (host === 'broken') return refuse('its glass is broken');
      if (!lamp.lit) return act<ToyActions>({ action: 'lamps:Light', reason: 'it was dark', host });
      return lamp.warmAt && time < lamp.warmAt ? wait('it is warming up') : converged('it shines');
    },
    executors: {
      'lamps:Light': async ({ host }) => {
        await faults.light?.(host);
        const lamp = lamps[host];
        if (lamp) lamp.lit = true;
      },
    },
  };
  const run = (deadlineSeconds = 1e6): RunContext => ({
    dryRun: false,
    now: () => now,
    startedAt: start,
    deadline: secondsAfterStart(deadlineSeconds),
    sleep: async (milliseconds, signal) => {
      // An execution ends at once here, or hangs and is not waited for.
      await immediate();
      if (!signal?.aborted) now = new Date(now.getTime() + milliseconds);
    },
  });
  const advance = (seconds: number): void => {
    now = new Date(now.getTime() + 1000 * seconds);
  };
  const targets = Object.keys(lamps).map((host) => ({ host }));
  return { controller, run, targets, looks: () => looks, time: () => now, advance };
};

describe('converging', () => {
  it('acts, looks again, and says what it did', async () => {
    const lamps = { hall: { lit: false } };
    const { controller, run, targets, looks } = createToy(lamps);
    const [result] = await reconcile(controller, targets, run());
    expect(lamps.hall.lit).toBe(true);
    expect(looks()).toBe(2);
    expect(result).toMatchObject({ status: 'converged', reason: 'it shines', actions: [{ action: 'lamps:Light' }] });
  });

  it('waits for what needs its time, and looks again until it is there', async () => {
    const { controller, run, targets, time } = createToy({ hall: { lit: false, warmAt: secondsAfterStart(40) } });
    const [result] = await reconcile(controller, targets, run());
    expect(result).toMatchObject({ status: 'converged' });
    expect(time()).toEqual(secondsAfterStart(45));
  });

  it('says what it waits for when its patience ends, having done what could be done', async () => {
    const { controller, run, targets } = createToy({ hall: { lit: false, warmAt: secondsAfterStart(300) } });
    const [result] = await reconcile({ ...controller, polling: giveUpAfter(0) }, targets, run());
    expect(result).toMatchObject({
      status: 'waiting',
      reason: 'it is warming up',
      actions: [{ action: 'lamps:Light' }],
    });
  });

  it('begins nothing after its deadline', async () => {
    const lamps = { hall: { lit: false } };
    const { controller, run, targets } = createToy(lamps);
    const [result] = await reconcile(controller, targets, run(0));
    expect(result).toMatchObject({ status: 'waiting', actions: [] });
    expect(lamps.hall.lit).toBe(false);
  });

  it('changes nothing in a dry run, and says what it would do', async () => {
    const lamps = { hall: { lit: false } };
    const { controller, run, targets } = createToy(lamps);
    const [result] = await reconcile(controller, targets, { ...run(), dryRun: true });
    expect(result).toMatchObject({ status: 'planned', actions: [{ reason: 'it was dark' }] });
    expect(lamps.hall.lit).toBe(false);
  });

  it('goes on with the others when one fails, is refused, or is gone', async () => {
    const lamps = { hall: { lit: false }, attic: { lit: false }, broken: { lit: false } };
    const { controller, run, targets } = createToy(lamps, {
      light: (host) => {
        if (host === 'attic') throw new Error('no bulb');
      },
    });
    const results = await reconcile(controller, [...targets, { host: 'shed' }], run());
    expect(results.map(({ target, status }) => `${target.host} ${status}`)).toEqual([
      'hall converged',
      'attic failed',
      'broken refused',
      'shed gone',
    ]);
    expect(results[1]).toMatchObject({ reason: 'lamps:Light: no bulb' });
  });

  it('reports what it did when it cannot look any more, and throws when it never could', async () => {
    const once = createToy(
      { hall: { lit: false } },
      {
        look: (turn) => {
          if (turn === 2) throw new Error('dark outside');
        },
      },
    );
    const [result] = await reconcile(once.controller, once.targets, once.run());
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'cannot look again: dark outside',
      actions: [{ action: 'lamps:Light' }],
    });
    const never = createToy(
      { hall: { lit: false } },
      {
        look: () => {
          throw new Error('dark outside');
        },
      },
    );
    await expect(reconcile(never.controller, never.targets, never.run())).rejects.toThrow('dark outside');
  });

  it('leaves to the next pass what waits, but follows up what it has begun itself', async () => {
    const lamps = {
      hall: { lit: false, warmAt: secondsAfterStart(40) },
      attic: { lit: true, warmAt: secondsAfterStart(40) },
    };
    const { controller, run, targets, time } = createToy(lamps);
    const polling = { ...controller.polling, giveUpAfterSeconds: { untouched: 0, acted: 60 } };
    const results = await reconcile({ ...controller, polling }, targets, run());
    expect(results.map(({ target, status }) => `${target.host} ${status}`)).toEqual([
      'hall converged',
      'attic waiting',
    ]);
    expect(time()).toEqual(secondsAfterStart(45));
  });

  it('lets nobody wait for one that acts slowly', async () => {
    const slow = Promise.withResolvers<void>();
    const lit: string[] = [];
    const lamps = {
      hall: { lit: false },
      attic: { lit: true, warmAt: secondsAfterStart(10) },
      shed: { lit: false, warmAt: secondsAfterStart(20) },
    };
    const { controller, run, targets } = createToy(lamps, {
      light: (host) => (host === 'hall' ? slow.promise : undefined),
    });
    const plan: typeof controller.plan = (target, lamp, now) => {
      const answer = controller.plan(target, lamp, now);
      if (answer.status === 'converged') lit.push(target.host);
      if (lit.length === 2) slow.resolve();
      return answer;
    };
    const results = await reconcile({ ...controller, plan }, targets, run());
    expect(lit).toEqual(['attic', 'shed', 'hall']);
    expect(results.map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
  });

  it('lets so many do the same at once, in their order', async () => {
    const turns = new Map<string, () => void>();
    const lamps = { hall: { lit: false }, attic: { lit: false }, shed: { lit: false } };
    const { controller, run, targets } = createToy(lamps, {
      light: (host) => new Promise<void>((resolve) => void turns.set(host, resolve)),
    });
    const converging = reconcile({ ...controller, maxConcurrency: 2, polling: giveUpAfter(1e6) }, targets, run());
    await immediate();
    expect([...turns.keys()]).toEqual(['hall', 'attic']);
    turns.get('attic')?.();
    await immediate();
    expect([...turns.keys()]).toEqual(['hall', 'attic', 'shed']);
    for (const finish of turns.values()) finish();
    expect((await converging).map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
  });

  it('plans again for the time of a turn that came late, and begins nothing after the deadline', async () => {
    const lamps = { hall: { lit: false }, attic: { lit: false }, shed: { lit: false } };
    const { controller, run, targets, advance } = createToy(lamps, { light: () => advance(40) });
    const late: Controller<ToyTarget, ToyState, ToyActions> = {
      ...controller,
      maxConcurrency: 1,
      polling: giveUpAfter(300),
      plan: ({ host }, lamp, time) =>
        lamp.lit
          ? converged('it shines')
          : { status: 'act', actions: [{ action: 'lamps:Light', reason: `it was ${time.toISOString()}`, host }] },
    };
    const results = await reconcile(late, targets, run(60));
    expect(results).toMatchObject([
      { status: 'converged', actions: [{ reason: 'it was 2026-11-01T00:00:00.000Z' }] },
      { status: 'converged', actions: [{ reason: 'it was 2026-11-01T00:00:40.000Z' }] },
      { status: 'waiting', actions: [] },
    ]);
  });

  it('fails the one host for which its planner throws, and goes on with the others', async () => {
    const lamps = { hall: { lit: false }, attic: { lit: false } };
    const { controller, run, targets } = createToy(lamps);
    const plan: typeof controller.plan = (target, lamp, now) => {
      if (target.host === 'attic') throw new Error('planner bug');
      return controller.plan(target, lamp, now);
    };
    const results = await reconcile({ ...controller, plan }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'hall' }, status: 'converged', actions: [{ action: 'lamps:Light' }] },
      { target: { host: 'attic' }, status: 'failed', reason: 'cannot plan: planner bug', actions: [] },
    ]);
  });

  it('fails the one host for which its planner throws when an action is planned again for the time of its turn', async () => {
    const lamps = { hall: { lit: false }, attic: { lit: false } };
    const { controller, run, targets } = createToy(lamps);
    let plans = 0;
    const plan: typeof controller.plan = (target, lamp, now) => {
      if (target.host === 'attic' && (plans += 1) === 2) throw new Error('planner bug');
      return controller.plan(target, lamp, now);
    };
    const results = await reconcile({ ...controller, plan }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'hall' }, status: 'converged' },
      { target: { host: 'attic' }, status: 'failed', reason: 'cannot plan: planner bug', actions: [] },
    ]);
    expect(lamps.attic.lit).toBe(false);
  });

  it('fails the one host for which its planner throws after it has acted, and says what was done', async () => {
    const lamps = { hall: { lit: false }, attic: { lit: false } };
    const { controller, run, targets } = createToy(lamps);
    const plan: typeof controller.plan = (target, lamp, now) => {
      if (target.host === 'attic' && lamp.lit) throw new Error('planner bug');
      return controller.plan(target, lamp, now);
    };
    const results = await reconcile({ ...controller, plan }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'hall' }, status: 'converged' },
      { status: 'failed', reason: 'cannot plan: planner bug', actions: [{ action: 'lamps:Light' }] },
    ]);
  });

  it('gives up on a planner that never settles', async () => {
    const lamps: Record<string, ToyState> = { hall: { lit: false } };
    const { controller, run, targets } = createToy(lamps);
    const restless = { ...controller, executors: { 'lamps:Light': async () => {} } };
    const [result] = await reconcile(restless, targets, run());
    expect(result).toMatchObject({ status: 'failed', reason: 'still not settled after 20 rounds: it was dark' });
  });
});
