import { describe, expect, it } from 'vitest';

import { type CapacityResult, describeCapacity } from '../../../libs/capacity/notification.ts';
import { describeStopped } from '../../../libs/capacity/scale-in.ts';
import { hostFixture } from '../../support/host-fixture.ts';

const since = new Date('2026-11-14T06:03:20Z');
const target = { host: 'blog', region: 'us-east-1', group: 'blog-group' };
const running = hostFixture();
const suspended = hostFixture({ state: { intent: 'suspended', since, cause: 'budget' } });

const result = (more: Partial<CapacityResult> = {}): CapacityResult => ({
  controller: 'suspension',
  target,
  observed: suspended,
  status: 'waiting',
  reason: 'i-1 has not ended yet',
  actions: [],
  conditions: [],
  ...more,
});

const set = { action: 'autoscaling:UpdateAutoScalingGroup', reason: 'its sizes were 0/1/1' };
const wrote = { action: 'autoscaling:CreateOrUpdateTags', reason: 'it is to come back', routine: true };

const recordedOf = (more: Partial<CapacityResult>) => describeCapacity(result(more)).fingerprints.length;

const request = { intent: 'suspend', cause: 'budget', at: since, honorKeepTag: true } as const;

const isRepeated = (status: CapacityResult['status']) => describeCapacity(result({ status })).isRepeated;

describe('what is notified of the capacity of a host', () => {
  it('is repeated a day later while it is unresolved', () => {
    expect((['waiting', 'refused', 'failed'] as const).map(isRepeated)).toEqual([true, true, true]);
    expect((['converged', 'gone'] as const).map(isRepeated)).toEqual([false, false]);
  });

  it('is its status, and its actions, unless they are routine', () => {
    expect(recordedOf({ status: 'converged', observed: running, actions: [set] })).toBe(1);
    expect(recordedOf({ status: 'converged', observed: running, actions: [wrote] })).toBe(0);
    expect(recordedOf({ target: { ...target, request }, actions: [set] })).toBe(2);
  });

  it('is not that a host runs, or that its group is gone', () => {
    expect(recordedOf({ status: 'converged', observed: running })).toBe(0);
    expect(recordedOf({ status: 'gone' })).toBe(0);
  });

  it('is not that a pass waits for an instance which was launched after the stop was complete', () => {
    const reason = describeStopped({ intent: 'suspended', since, cause: 'budget' });
    const { fingerprints } = describeCapacity(result({ status: 'converged', reason }));
    expect(fingerprints).toHaveLength(1);
    const stopped = { ...suspended, history: { fingerprints, at: since } };
    expect(recordedOf({})).toBe(1);
    expect(recordedOf({ observed: stopped })).toBe(0);
    expect(recordedOf({ observed: stopped, status: 'refused' })).toBe(1);
    expect(recordedOf({ observed: stopped, actions: [set] })).toBe(1);
    expect(recordedOf({ observed: stopped, target: { ...target, request } })).toBe(1);
  });

  it('is a correction, although the original decision had the same action', () => {
    const decided = describeCapacity(
      result({ target: { ...target, request }, status: 'converged', actions: [wrote, set] }),
    ).fingerprints;
    const corrected = describeCapacity(result({ status: 'converged', actions: [set] })).fingerprints;
    expect(corrected.some((print) => !decided.includes(print))).toBe(true);
  });

  it('is the same correction whatever the sizes and the instances are that it sets back, and whether these have ended', () => {
    const again = { ...set, reason: 'its sizes were 1/1/1' };
    expect(describeCapacity(result({ status: 'waiting', actions: [again] })).fingerprints).toEqual(
      describeCapacity(result({ status: 'converged', actions: [set] })).fingerprints,
    );
  });
});
