import { describe, expect, it } from 'vitest';

import type { CapacityRequest } from '../../../libs/capacity/model.ts';
import { planResumeRun, planSuspendRun } from '../../../libs/capacity/plan.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { parseState } from '../../../libs/hosts/state.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import { billPoint } from '../../support/bill-point.ts';
import {
  actionsOf,
  blog,
  instance,
  minutesAgo,
  now,
  planFor,
  sizesOf,
  suspendedSince,
  target,
} from './capacity-fixture.ts';

const resuming = (minutes: number, more: Partial<Host> = {}): Host =>
  blog({ state: { intent: 'resuming', sizes: sizesOf('0/1/1'), since: minutesAgo(minutes) }, ...more });

const byBudget: CapacityRequest = { intent: 'suspend', cause: 'budget', at: minutesAgo(1), honorKeepTag: true };
const byName: CapacityRequest = { intent: 'suspend', cause: 'operator', at: now, honorKeepTag: false };

const keep = (host: Host) => planFor(host);
const stop = (host: Host, request: CapacityRequest = byBudget) => planFor(host, request);
const resume = (host: Host, sizes?: string) =>
  planResumeRun(
    target({ intent: 'resume', acceptUnguarded: false, ...(sizes !== undefined && { sizes: sizesOf(sizes) }) }),
    host,
    now,
  );

const namesOf = (plan: ReturnType<typeof stop>) =>
  actionsOf(plan).map(({ action }) => action.replace('autoscaling:', ''));

describe('a host that was enrolled just now', () => {
  const isNew = blog({ history: { fingerprints: [] } });

  it('gets a state with the threshold that the bill has passed', () => {
    const bill = { points: [billPoint(minutesAgo(60), 1.5)] };
    const state = { intent: 'running', since: now, threshold: { multiple: 1.5, month: '2026-11' } };
    expect(actionsOf(planSuspendRun({ ...target(), bill }, isNew, now))).toMatchObject([{ state }]);
    expect(actionsOf(keep(isNew))).toMatchObject([{ state: { intent: 'running', since: now } }]);
  });

  it('gets it before its owner is asked about a bill that was above the critical amount already', () => {
    const threshold = { multiple: 1, month: '2026-11' };
    const ask: CapacityRequest = { intent: 'ask', reason: 'who knows', threshold };
    expect(actionsOf(stop(isNew, ask))).toMatchObject([{ state: { intent: 'running', since: now, threshold } }]);
    expect(stop(blog({ state: { intent: 'running', since: now, threshold } }), ask)).toMatchObject({
      status: 'refuse',
    });
  });
});

describe('a host that is to be suspended', () => {
  it('has its intent written down with its sizes before anything else is done', () => {
    const plan = stop(
      blog({ suspendedProcesses: ['Terminate'], instances: [instance('InService', { protectedFromScaleIn: true })] }),
    );
    expect(namesOf(plan)).toEqual([
      'CreateOrUpdateTags',
      'UpdateAutoScalingGroup',
      'ResumeProcesses',
      'SetInstanceProtection',
    ]);
    expect(actionsOf(plan)[0]).toMatchObject({
      state: { intent: 'suspended', sizes: sizesOf('0/1/1'), since: now, cause: 'budget' },
    });
  });

  it('is not said to have had sizes 0/0/0', () => {
    const [tag] = actionsOf(stop(blog({ sizes: sizesOf('0/0/0'), instances: [] })));
    expect(tag).toMatchObject({ state: { intent: 'suspended' } });
    expect(tag).not.toHaveProperty('state.sizes');
  });

  it('keeps the sizes it was coming back to, whatever its group has by now', () => {
    const [tag] = actionsOf(stop(resuming(5, { sizes: sizesOf('0/0/0') })));
    expect(tag).toMatchObject({ state: { sizes: sizesOf('0/1/1') } });
  });

  it('is spared by the budget when tagged so, but not by the person who names it', () => {
    const wiki = blog({ onCriticalBudget: 'keep' });
    expect(stop(wiki)).toMatchObject({ status: 'refuse', reason: expect.stringContaining('keep') });
    expect(stop(wiki, byName).status).toBe('act');
  });

  it('is protected by no tag that means nothing, which is refused, with the fix, while it runs', () => {
    const mistyped = blog({ tags: { [TAGS.onCriticalBudget.name]: 'kep' } });
    expect(namesOf(stop(mistyped))).toEqual(['CreateOrUpdateTags', 'UpdateAutoScalingGroup']);
    expect(keep(mistyped)).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining('hostkeeper:on-critical-budget says "kep"'),
    });
    const unreadable = blog({ state: parseState('paused') });
    expect(actionsOf(stop(unreadable))).toMatchObject([
      { state: { intent: 'suspended', sizes: sizesOf('0/1/1'), since: now, cause: 'budget' } },
      { sizes: sizesOf('0/0/0') },
    ]);
    expect(keep(unreadable)).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining('hostkeeper:state says "paused"'),
    });
  });

  it('is left alone by news older than its state', () => {
    expect(stop(blog({ state: { intent: 'running', since: now } }))).toMatchObject({ status: 'converged' });
    expect(stop(blog({ state: { intent: 'running', since: minutesAgo(2) } })).status).toBe('act');
  });
});

describe('a suspended host', () => {
  it('is at 0/0/0 without an instance, and then needs nothing', () => {
    expect(keep(suspendedSince(60)).status).toBe('converged');
  });

  it('is put back to 0/0/0 when somebody raised it, with what was found', () => {
    const plan = keep(suspendedSince(60, { sizes: sizesOf('0/1/1') }));
    expect(actionsOf(plan)).toMatchObject([
      { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its sizes were 0/1/1', sizes: sizesOf('0/0/0') },
    ]);
  });

  it('is left for a minute to the run that suspended it', () => {
    const raised = { sizes: { min: 0, desired: 1, max: 1 } };
    expect(keep(suspendedSince(0, raised)).status).toBe('wait');
    expect(namesOf(keep(suspendedSince(1, raised)))).toEqual(['UpdateAutoScalingGroup']);
  });

  it.each(['Standby', 'Terminating:Retained'])('has an instance ended that no scale-in ends: %s', (state) => {
    expect(namesOf(keep(suspendedSince(1, { instances: [instance(state)] })))).toEqual([
      'TerminateInstanceInAutoScalingGroup',
    ]);
  });

  it.each(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService'])(
    'lets its group end %s by itself, and ends it by name two minutes later',
    (state) => {
      expect(keep(suspendedSince(1, { instances: [instance(state)] })).status).toBe('wait');
      expect(namesOf(keep(suspendedSince(2, { instances: [instance(state)] })))).toEqual([
        'TerminateInstanceInAutoScalingGroup',
      ]);
    },
  );

  it.each([
    'EnteringStandby',
    'Terminating',
    'Terminating:Wait',
    'Terminating:Proceed',
    'Terminated',
    'Detaching',
    'Detached',
  ])('waits for an instance that is on its way: %s', (state) => {
    expect(keep(suspendedSince(60, { instances: [instance(state, { protectedFromScaleIn: true })] })).status).toBe(
      'wait',
    );
  });

  it.each(['Quarantined', 'ReplacingRootVolume', 'ReplacingRootVolume:Wait', 'RootVolumeReplaced', 'Dreaming'])(
    'lets its group end an instance in a state that nobody listed, and ends it by name two minutes later: %s',
    (state) => {
      expect(keep(suspendedSince(1, { instances: [instance(state)] })).status).toBe('wait');
      expect(actionsOf(keep(suspendedSince(2, { instances: [instance(state)] })))).toMatchObject([
        { action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason: expect.stringContaining(state) },
      ]);
      expect(
        namesOf(keep(suspendedSince(1, { instances: [instance(state, { protectedFromScaleIn: true })] }))),
      ).toEqual(['SetInstanceProtection']);
    },
  );

  it('ends last what launches, for AWS may be busy with it', () => {
    const instances = ['Pending:Wait', 'InService', 'Standby'].map((state) => instance(state, { instanceId: state }));
    expect(actionsOf(keep(suspendedSince(2, { instances })))).toMatchObject([
      { instanceId: 'Standby' },
      { instanceId: 'InService' },
      { instanceId: 'Pending:Wait' },
    ]);
  });

  it('is not said to have stopped while a warm pool may hold instances', () => {
    expect(keep(suspendedSince(60, { warmPool: true }))).toMatchObject({
      status: 'refuse',
      command: expect.stringContaining('aws autoscaling delete-warm-pool'),
    });
  });
});

describe('a host that is to come back', () => {
  it('gets its intent written down, then its sizes', () => {
    const plan = resume(suspendedSince(60));
    expect(namesOf(plan)).toEqual(['CreateOrUpdateTags', 'UpdateAutoScalingGroup']);
    expect(actionsOf(plan)).toMatchObject([{ state: { intent: 'resuming', since: now } }, { sizes: sizesOf('0/1/1') }]);
  });

  it('needs to be told its sizes where nobody remembers them, or they were too many for a host', () => {
    for (const sizes of [undefined, sizesOf('1/2/2')]) {
      const host = suspendedSince(60, {
        state: { intent: 'suspended', since: minutesAgo(60), cause: 'budget', ...(sizes && { sizes }) },
      });
      expect(resume(host)).toMatchObject({ status: 'refuse', reason: expect.stringContaining('"sizes":"0/1/1"') });
      expect(actionsOf(resume(host, '0/1/1'))).toMatchObject([{ state: { sizes: sizesOf('0/1/1') } }, {}]);
    }
  });

  it('is left alone while its state means nothing', () => {
    expect(resume(blog({ state: { intent: 'unreadable', text: 'paused' } }))).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining('"paused", which means nothing'),
    });
  });

  it('keeps its remembered sizes against what a person says', () => {
    expect(resume(suspendedSince(60), '1/1/1')).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining('0/1/1'),
    });
  });

  it('is left as it is when it runs, or when nobody wants it back', () => {
    expect(resume(blog()).status).toBe('converged');
    expect(planResumeRun(target(), suspendedSince(60), now).status).toBe('converged');
  });

  it('can be given sizes when its group was set to 0/0/0 by hand', () => {
    const empty = blog({ sizes: sizesOf('0/0/0'), instances: [] });
    expect(resume(empty).status).toBe('refuse');
    expect(namesOf(resume(empty, '0/1/1'))).toEqual(['CreateOrUpdateTags', 'UpdateAutoScalingGroup']);
  });

  it('waits for an instance in service', () => {
    expect(keep(resuming(20, { instances: [instance('Pending')] })).status).toBe('wait');
    expect(keep(resuming(1)).status).toBe('converged');
  });

  it('counts as running once its sizes were in force for 15 minutes, and not before', () => {
    expect(keep(resuming(14.9)).status).toBe('converged');
    expect(actionsOf(keep(resuming(15)))).toMatchObject([{ state: { intent: 'running', since: minutesAgo(15) } }]);
  });

  it('begins its 15 minutes again when its sizes had to be set again', () => {
    const plan = keep(resuming(14, { sizes: sizesOf('0/0/0'), instances: [] }));
    expect(actionsOf(plan)).toMatchObject([{ state: { intent: 'resuming', since: now } }, { sizes: sizesOf('0/1/1') }]);
  });
});
