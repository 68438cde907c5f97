import { setImmediate as immediate } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { onlyCondition } from '../../../libs/controller/condition.ts';
import type { Controller } from '../../../libs/controller/controller.ts';
import { act, converged } from '../../../libs/controller/plan.ts';
import { reconcile } from '../../../libs/controller/reconcile.ts';
import {
  createToy,
  giveUpAfter,
  secondsAfterStart,
  type ToyActions,
  type ToyState,
  type ToyTarget,
} from '../../support/toy-controller.ts';

describe('reconcile', () => {
  it('executes what is due, observes again, and reports what it executed', async () => {
    const hosts = { blog: { running: false } };
    const { controller, run, targets, observations } = createToy(hosts);
    const [result] = await reconcile(controller, targets, run());
    expect(hosts.blog.running).toBe(true);
    expect(observations()).toBe(2);
    expect(result).toMatchObject({
      status: 'converged',
      reason: 'it runs',
      actions: [{ action: 'ec2:StartInstances' }],
    });
  });

  it('polls a waiting target until it converges', async () => {
    const { controller, run, targets, time } = createToy({ blog: { running: false, readyAt: secondsAfterStart(40) } });
    const [result] = await reconcile(controller, targets, run());
    expect(result).toMatchObject({ status: 'converged' });
    expect(time()).toEqual(secondsAfterStart(45));
  });

  it('reports what a target waits for when it gives it up, and what it executed before', async () => {
    const { controller, run, targets } = createToy({ blog: { running: false, readyAt: secondsAfterStart(300) } });
    const [result] = await reconcile({ ...controller, polling: giveUpAfter(0) }, targets, run());
    expect(result).toMatchObject({
      status: 'waiting',
      reason: 'it is booting',
      actions: [{ action: 'ec2:StartInstances' }],
    });
  });

  it('begins no action after its deadline', async () => {
    const hosts = { blog: { running: false } };
    const { controller, run, targets } = createToy(hosts);
    const [result] = await reconcile(controller, targets, run(0));
    expect(result).toMatchObject({ status: 'waiting', actions: [] });
    expect(hosts.blog.running).toBe(false);
  });

  it('changes nothing in a dry run, and reports what it would execute', async () => {
    const hosts = { blog: { running: false } };
    const { controller, run, targets } = createToy(hosts);
    const [result] = await reconcile(controller, targets, { ...run(), dryRun: true });
    expect(result).toMatchObject({ status: 'planned', actions: [{ reason: 'it was stopped' }] });
    expect(hosts.blog.running).toBe(false);
  });

  it('continues with the others when one target fails, is refused, or no longer exists', async () => {
    const hosts = { blog: { running: false }, shop: { running: false }, broken: { running: false } };
    const { controller, run, targets } = createToy(hosts, {
      start: (host) => {
        if (host === 'shop') throw new Error('no capacity');
      },
    });
    const results = await reconcile(controller, [...targets, { host: 'wiki' }], run());
    expect(results.map(({ target, status }) => `${target.host} ${status}`)).toEqual([
      'blog converged',
      'shop failed',
      'broken refused',
      'wiki gone',
    ]);
    expect(results[1]).toMatchObject({ reason: 'ec2:StartInstances: no capacity' });
  });

  it('fails the unfinished targets when a later observation fails, and throws when the first one does', async () => {
    const once = createToy(
      { blog: { running: false } },
      {
        observe: (count) => {
          if (count === 2) throw new Error('access denied');
        },
      },
    );
    const [result] = await reconcile(once.controller, once.targets, once.run());
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'cannot observe it again: access denied',
      actions: [{ action: 'ec2:StartInstances' }],
    });
    const never = createToy(
      { blog: { running: false } },
      {
        observe: () => {
          throw new Error('access denied');
        },
      },
    );
    await expect(reconcile(never.controller, never.targets, never.run())).rejects.toThrow('access denied');
  });

  it('gives up a waiting target at once where that is its polling, but polls one that it has acted on', async () => {
    const hosts = {
      blog: { running: false, readyAt: secondsAfterStart(40) },
      shop: { running: true, readyAt: secondsAfterStart(40) },
    };
    const { controller, run, targets, time } = createToy(hosts);
    const polling = { ...controller.polling, giveUpAfterSeconds: { untouched: 0, acted: 60 } };
    const results = await reconcile({ ...controller, polling }, targets, run());
    expect(results.map(({ target, status }) => `${target.host} ${status}`)).toEqual(['blog converged', 'shop waiting']);
    expect(time()).toEqual(secondsAfterStart(45));
  });

  it('delays no target for one that acts slowly', async () => {
    const slow = Promise.withResolvers<void>();
    const running: string[] = [];
    const hosts = {
      blog: { running: false },
      shop: { running: true, readyAt: secondsAfterStart(10) },
      wiki: { running: false, readyAt: secondsAfterStart(20) },
    };
    const {
      controller,
      plan: planToy,
      run,
      targets,
    } = createToy(hosts, {
      start: (host) => (host === 'blog' ? slow.promise : undefined),
    });
    const plan: typeof planToy = (target, state, now) => {
      const answer = planToy(target, state, now);
      if (answer.status === 'converged') running.push(target.host);
      if (running.length === 2) slow.resolve();
      return answer;
    };
    const results = await reconcile({ ...controller, conditions: onlyCondition('Running', plan) }, targets, run());
    expect(running).toEqual(['shop', 'wiki', 'blog']);
    expect(results.map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
  });

  it('executes the same action for at most maxConcurrency targets at once, in their order', async () => {
    const started = new Map<string, () => void>();
    const hosts = { blog: { running: false }, shop: { running: false }, wiki: { running: false } };
    const { controller, run, targets } = createToy(hosts, {
      start: (host) => new Promise<void>((resolve) => void started.set(host, resolve)),
    });
    const results = reconcile({ ...controller, maxConcurrency: 2, polling: giveUpAfter(1e6) }, targets, run());
    await immediate();
    expect([...started.keys()]).toEqual(['blog', 'shop']);
    started.get('shop')?.();
    await immediate();
    expect([...started.keys()]).toEqual(['blog', 'shop', 'wiki']);
    for (const finish of started.values()) finish();
    expect((await results).map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
  });

  it('plans again when a turn comes late, and begins no action after the deadline', async () => {
    const hosts = { blog: { running: false }, shop: { running: false }, wiki: { running: false } };
    const { controller, run, targets, advance } = createToy(hosts, { start: () => advance(40) });
    const late: Controller<ToyTarget, ToyState, ToyActions> = {
      ...controller,
      maxConcurrency: 1,
      polling: giveUpAfter(300),
      conditions: onlyCondition('Running', ({ host }, state, time) =>
        state.running
          ? converged('it runs')
          : act<ToyActions>({ action: 'ec2:StartInstances', reason: `it was ${time.toISOString()}`, host }),
      ),
    };
    const results = await reconcile(late, targets, run(60));
    expect(results).toMatchObject([
      { status: 'converged', actions: [{ reason: 'it was 2026-11-01T00:00:00.000Z' }] },
      { status: 'converged', actions: [{ reason: 'it was 2026-11-01T00:00:40.000Z' }] },
      { status: 'waiting', actions: [] },
    ]);
  });
});
