import { describe, expect, it } from 'vitest';

import { onlyCondition } from '../../../libs/controller/condition.ts';
import type { Controller } from '../../../libs/controller/controller.ts';
import { act, converged, type Plan } from '../../../libs/controller/plan.ts';
import { reconcile } from '../../../libs/controller/reconcile.ts';

interface Actions {
  'autoscaling:TerminateInstanceInAutoScalingGroup': { readonly host: string };
  'autoscaling:CreateOrUpdateTags': { readonly host: string };
}

/** A run on one host with one action, to which AWS answers with this error so many times. */
const runWith = async (action: keyof Actions, error: string, times: number, giveUpAfterSeconds = 60) => {
  let now = new Date('2026-11-01T00:00:00Z');
  let calls = 0;
  const execute = async () => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error('busy'), { name: error });
  };
  const controller: Controller<{ host: string }, object, Actions> = {
    name: 'toy',
    maxConcurrency: 1,
    polling: {
      everySeconds: 1,
      giveUpAfterSeconds: { untouched: giveUpAfterSeconds, acted: giveUpAfterSeconds },
      followUpSeconds: 0,
      whileActing: false,
    },
    observe: async (targets) => new Map(targets.map((target) => [target, {}])),
    conditions: onlyCondition('Done', ({ host }): Plan<Actions> =>
      calls > times ? converged('it is done') : act<Actions>({ action, reason: 'it was still there', host }),
    ),
    executors: {
      'autoscaling:TerminateInstanceInAutoScalingGroup': execute,
      'autoscaling:CreateOrUpdateTags': execute,
    },
  };
  const [result] = await reconcile(controller, [{ host: 'blog' }], {
    dryRun: false,
    now: () => now,
    startedAt: now,
    deadline: new Date(now.getTime() + 600_000),
    sleep: async (milliseconds) => {
      now = new Date(now.getTime() + milliseconds);
    },
  });
  return { result, calls };
};

describe.each(['ScalingActivityInProgressFault', 'ResourceContentionFault'])('AWS answers %s', (error) => {
  const terminate = 'autoscaling:TerminateInstanceInAutoScalingGroup';

  it('and the action is tried again at every poll, however often', async () => {
    const { result, calls } = await runWith(terminate, error, 30);
    expect(result).toMatchObject({ status: 'converged', actions: [{ action: terminate }] });
    expect(calls).toBe(31);
  });

  it('and the target waits when the run gives it up, with the reason and nothing executed', async () => {
    const { result, calls } = await runWith(terminate, error, 30, 0);
    expect(result).toMatchObject({ status: 'waiting', reason: 'it was still there: busy', actions: [] });
    expect(calls).toBe(1);
  });

  it('but a run that cannot write its tags fails, for nothing else remembers what it was to do', async () => {
    const { result } = await runWith('autoscaling:CreateOrUpdateTags', error, 30);
    expect(result).toMatchObject({ status: 'failed', reason: 'autoscaling:CreateOrUpdateTags: busy' });
  });
});
