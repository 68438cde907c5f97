import { describe, expect, it } from 'vitest';

import { minutesAgo } from '../../support/host-fixture.ts';
import { drillActions, drillOf, ended } from '../../support/drill-plan-fixture.ts';

/** The ids of the instances that a run ends. */
const endedBy = (...drill: Parameters<typeof drillActions>) =>
  drillActions(...drill).flatMap((one) => (one.action === 'ec2:TerminateInstances' ? [one.instanceId] : []));

/** Drills of a host, the newest first. */
const several = ['running', 'pending', 'running', 'shutting-down', 'terminated', 'stopped'].map((state, index) =>
  drillOf({ instanceId: `i-${9 - index}`, launchTime: minutesAgo(1 + index), state }),
);

describe('what is left of a drill is ended:', () => {
  it('an instance whose result is recorded', () => {
    const host = { drills: [drillOf({ launchTime: minutesAgo(9) })], drilled: ended('passed', 2) };
    expect(drillActions({ host, isFinish: true })).toEqual([
      {
        action: 'ec2:TerminateInstances',
        reason: 'i-9 was left of a drill',
        host: 'blog',
        region: 'eu-central-1',
        group: 'blog-group',
        instanceId: 'i-9',
      },
    ]);
  });

  it('one that was launched at the very time of the record', () => {
    const host = { drills: [drillOf({ launchTime: minutesAgo(2) })], drilled: ended('passed', 2) };
    expect(endedBy({ host, isFinish: true })).toEqual(['i-9']);
  });

  it('all of which a result is recorded, and none that has ended', () => {
    const host = { drills: several, drilled: ended('passed', 0) };
    expect(endedBy({ host, isFinish: true })).toEqual(['i-9', 'i-8', 'i-7']);
  });

  it('all but the newest, also where the step of that fails', () => {
    expect(endedBy({ host: { drills: several } }, true)).toEqual(['i-8', 'i-7']);
  });

  it('not the one that runs, whose result is open', () => {
    const host = { drills: [drillOf({ command: { status: 'InProgress' } })], drilled: ended('passed', 99) };
    expect(endedBy({ host })).toEqual([]);
  });
});
