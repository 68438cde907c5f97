import { describe, expect, it } from 'vitest';

import { attachedVolume, primaryInstance } from '../../../libs/lifecycle/steps/primary.ts';
import { type HostFixture, hostFixture, judged, minutesAgo, volume, volumeAt } from '../../support/host-fixture.ts';

/** Two instances in these states, the first of which is the younger one unless the test says otherwise. */
const two = (first: string, second: string, more: HostFixture = {}) =>
  hostFixture({
    instances: { 'i-1': first, 'i-2': second },
    volumes: [volume()],
    ...more,
    ec2Instances: {
      'i-1': { launchTime: minutesAgo(5), ...more.ec2Instances?.['i-1'] },
      'i-2': { launchTime: minutesAgo(50), ...more.ec2Instances?.['i-2'] },
    },
  });

const primaryOf = (...args: Parameters<typeof two>) => primaryInstance(two(...args))?.instanceId;

describe('of two instances the volume, the address and the names go to', () => {
  it('the one that has the volume, before all else', () => {
    const volumes = [volumeAt('i-2', 'attaching')];
    expect(primaryOf('InService', 'Pending:Wait', { volumes, ec2Instances: { 'i-2': { state: 'stopped' } } })).toBe(
      'i-2',
    );
  });

  it('the one that runs, whatever its group says of the other', () => {
    expect(primaryOf('InService', 'Pending:Wait', { ec2Instances: { 'i-1': { state: 'stopped' } } })).toBe('i-2');
  });

  it('the one in service, then the one that goes into service, then the one that waits', () => {
    expect(primaryOf('Pending:Proceed', 'InService')).toBe('i-2');
    expect(primaryOf('Pending:Wait', 'InService')).toBe('i-2');
    expect(primaryOf('Pending:Wait', 'Pending:Proceed')).toBe('i-2');
    expect(primaryOf('InService', 'Pending:Proceed')).toBe('i-1');
  });

  it('the younger one of the same state', () => {
    expect(primaryOf('InService', 'InService')).toBe('i-1');
    expect(primaryOf('InService', 'InService', { ec2Instances: { 'i-2': { launchTime: minutesAgo(1) } } })).toBe('i-2');
  });

  it.each(['Pending', 'Terminating:Wait', 'Terminating:Proceed', 'Standby', 'Detached', 'Dreaming'])(
    'none that is %s, though it has the volume',
    (state) => {
      expect(primaryOf(state, 'Pending:Wait', { volumes: [volumeAt('i-1')] })).toBe('i-2');
      expect(primaryOf(state, 'Terminated')).toBeUndefined();
    },
  );
});

describe('an instance that launches beside one that goes into service', () => {
  it('passes its hook at once, and takes nothing', () => {
    const host = two('Pending:Wait', 'Pending:Proceed', { records: [] });
    const due = judged(host).flatMap(({ outcome }) => (outcome.status === 'act' ? outcome.actions : []));
    expect(due).toMatchObject([
      {
        action: 'autoscaling:CompleteLifecycleAction',
        instanceId: 'i-1',
        hook: 'hostkeeper-launch',
        result: 'CONTINUE',
        reason: 'i-2 is Pending:Proceed and takes precedence',
      },
    ]);
  });
});

describe('the volume of an instance', () => {
  it('is the one that is attached to it, in whatever state', () => {
    const host = hostFixture({ volumes: [volumeAt('i-9'), { ...volumeAt('i-1', 'busy'), volumeId: 'vol-2' }] });
    expect(attachedVolume(host, 'i-1')?.volumeId).toBe('vol-2');
    expect(attachedVolume(host, 'i-2')).toBeUndefined();
  });
});
