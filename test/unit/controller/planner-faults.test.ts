import { describe, expect, it } from 'vitest';

import { onlyCondition } from '../../../libs/controller/condition.ts';
import { act } from '../../../libs/controller/plan.ts';
import { reconcile } from '../../../libs/controller/reconcile.ts';
import { createToy, type ToyActions, type ToyState } from '../../support/toy-controller.ts';

describe('reconcile', () => {
  it('fails only the host for which its planner throws', async () => {
    const hosts = { blog: { running: false }, shop: { running: false } };
    const { controller, plan: planToy, run, targets } = createToy(hosts);
    const plan: typeof planToy = (target, state, now) => {
      if (target.host === 'shop') throw new Error('planner bug');
      return planToy(target, state, now);
    };
    const results = await reconcile({ ...controller, conditions: onlyCondition('Running', plan) }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'blog' }, status: 'converged', actions: [{ action: 'ec2:StartInstances' }] },
      { target: { host: 'shop' }, status: 'failed', reason: 'cannot plan: planner bug', actions: [] },
    ]);
  });

  it('fails only the host of which it cannot even list what is to hold', async () => {
    const hosts = { blog: { running: false }, shop: { running: false } };
    const { controller, run, targets } = createToy(hosts);
    const conditions: typeof controller.conditions = (target, state, now) => {
      if (target.host === 'shop') throw new Error('listing bug');
      return controller.conditions(target, state, now);
    };
    const results = await reconcile({ ...controller, conditions }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'blog' }, status: 'converged', actions: [{ action: 'ec2:StartInstances' }] },
      {
        target: { host: 'shop' },
        status: 'failed',
        reason: 'cannot plan: listing bug',
        cause: new Error('listing bug'),
        actions: [],
        conditions: [{ kind: 'Planned', status: 'failed' }],
      },
    ]);
    expect(hosts.shop.running).toBe(false);
  });

  it('leaves a host alone of which nothing is to hold', async () => {
    const { controller, run, targets } = createToy({ blog: { running: false } });
    const [result] = await reconcile({ ...controller, conditions: () => [] }, targets, run());
    expect(result).toMatchObject({ status: 'converged', reason: 'nothing is to hold', actions: [], conditions: [] });
  });

  it('fails only the host for which its planner throws when its turn to execute comes', async () => {
    const hosts = { blog: { running: false }, shop: { running: false } };
    const { controller, plan: planToy, run, targets } = createToy(hosts);
    let plans = 0;
    const plan: typeof planToy = (target, state, now) => {
      if (target.host === 'shop' && (plans += 1) === 2) throw new Error('planner bug');
      return planToy(target, state, now);
    };
    const results = await reconcile({ ...controller, conditions: onlyCondition('Running', plan) }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'blog' }, status: 'converged' },
      { target: { host: 'shop' }, status: 'failed', reason: 'cannot plan: planner bug', actions: [] },
    ]);
    expect(hosts.shop.running).toBe(false);
  });

  it('fails only the host for which its planner throws after an action, and reports the action', async () => {
    const hosts = { blog: { running: false }, shop: { running: false } };
    const { controller, plan: planToy, run, targets } = createToy(hosts);
    const plan: typeof planToy = (target, state, now) => {
      if (target.host === 'shop' && state.running) throw new Error('planner bug');
      return planToy(target, state, now);
    };
    const results = await reconcile({ ...controller, conditions: onlyCondition('Running', plan) }, targets, run());
    expect(results).toMatchObject([
      { target: { host: 'blog' }, status: 'converged' },
      { status: 'failed', reason: 'cannot plan: planner bug', actions: [{ action: 'ec2:StartInstances' }] },
    ]);
  });

  it('fails a host whose planner wants in vain what it lets fail', async () => {
    const hosts: Record<string, ToyState> = { blog: { running: false } };
    const { controller, run, targets } = createToy(hosts, {
      start: () => {
        throw new Error('no capacity');
      },
    });
    const stubborn: typeof controller = {
      ...controller,
      conditions: onlyCondition('Running', ({ host }) =>
        act<ToyActions>({ action: 'ec2:StartInstances', reason: 'it was stopped', host, onFailure: 'replan' }),
      ),
    };
    const [result] = await reconcile(stubborn, targets, run());
    expect(result).toMatchObject({ status: 'failed', reason: 'not converged after 20 rounds: it was stopped' });
  });

  it('fails a host whose planner never converges', async () => {
    const hosts: Record<string, ToyState> = { blog: { running: false } };
    const { controller, run, targets } = createToy(hosts);
    const unstable = { ...controller, executors: { 'ec2:StartInstances': async () => {} } };
    const [result] = await reconcile(unstable, targets, run());
    expect(result).toMatchObject({ status: 'failed', reason: 'not converged after 20 rounds: it was stopped' });
  });
});
