import { describe, expect, it } from 'vitest';

import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import type { Ec2Instance, Volume } from '../../../libs/lifecycle/model.ts';
import {
  volumeAt,
  hostFixture,
  launchingWhileHeld,
  launching,
  minutesAgo,
  plan,
  record,
  unmountRequested,
  describePlan,
  judged,
  volume,
} from '../../support/host-fixture.ts';

/** The kinds of the conditions of a launching host with these tags. */
const kindsOf = (tags: Record<string, string>) => judged(launching({ tags })).map(({ kind }) => kind);

describe('an instance that launches', () => {
  it('waits until it runs, before anything is attached to it', () => {
    expect(describePlan(launching({ ec2Instances: { 'i-1': { state: 'pending' } } }))).toBe('wait: i-1 is pending');
    expect(describePlan({ ...launching(), ec2Instances: new Map() })).toBe('wait: i-1 is not known to EC2');
  });

  it('gets the volume, at the device of the tag', () => {
    expect(plan(launching({ tags: { device: '/dev/xvdb' } }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', volumeId: 'vol-1', instanceId: 'i-1', device: '/dev/xvdb' }],
    });
    expect(plan(launching())).toMatchObject({ actions: [{ device: '/dev/sdf' }] });
  });

  it.each<[string, readonly Volume[], string]>([
    ['none is tagged', [], 'no volume has the tags hostkeeper:host = blog, hostkeeper:stage = prod'],
    [
      'two are, in whatever zone and state',
      [volume(), volume({ volumeId: 'vol-2', zone: 'eu-central-1b', state: 'in-use' })],
      'remove the tag hostkeeper:role from all but the right one',
    ],
    [
      'it is in another zone',
      [volume({ zone: 'eu-central-1b' })],
      'vol-1 is in eu-central-1b and the instance in eu-central-1a',
    ],
    ['it is broken', [volume({ state: 'error' })], 'vol-1 is error'],
  ])('is refused a volume when %s', (_, volumes, reason) => {
    expect(plan(launching({ volumes }))).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining(reason),
    });
  });

  it('waits for a volume that is being made or attached', () => {
    expect(describePlan(launching({ volumes: [volume({ state: 'creating' })] }))).toBe('wait: vol-1 is creating');
    expect(describePlan(launching({ volumes: [volumeAt('i-1', 'attaching', 89)] }))).toBe('wait: vol-1 is attaching');
  });

  it('has an attach that is stuck for 90 s taken back, without force, and tried again', () => {
    const stuck = plan(launching({ volumes: [volumeAt('i-1', 'attaching', 90)] }));
    expect(stuck).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', force: false, reason: 'vol-1 has been attaching for 90 s' }],
    });
    expect(describePlan(launching({ volumes: [volumeAt('i-1', 'detaching', 95)] }))).toBe('wait: vol-1 is detaching');
  });

  it('waits for a terminating predecessor to release the volume', () => {
    const instances = { 'i-0': 'Terminating:Wait', 'i-1': 'Pending:Wait' };
    const released = {
      terminations: { 'i-0': unmountRequested('Failed', 1) },
      requested: { 'i-0': [TERMINATE_HOOK.name] },
    };
    expect(describePlan(launching({ instances, ...released, volumes: [volumeAt('i-0')] }))).toBe(
      'wait: vol-1 is still attached to i-0, which is Terminating:Wait',
    );
    const gone = { instances: { 'i-1': 'Pending:Wait' }, ec2Instances: { 'i-0': { state: 'shutting-down' } } };
    expect(describePlan(launching({ ...gone, volumes: [volumeAt('i-0')] }))).toBe(
      'wait: vol-1 is still attached to i-0, which is shutting-down',
    );
  });

  it('has its hook completed at once while a predecessor is in service, before it has anything', () => {
    const host = launching({
      instances: { 'i-0': 'InService', 'i-1': 'Pending:Wait' },
      ec2Instances: { 'i-1': { state: 'pending' } },
      volumes: [volumeAt('i-0')],
      records: [record()],
    });
    expect(plan(host)).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', instanceId: 'i-1', hook: LAUNCH_HOOK.name }],
    });
  });

  it('gets its names once it has the volume, and goes into service once it has its names', () => {
    expect(describePlan(launching({ volumes: [volumeAt('i-1', 'attaching', 1)] }))).not.toContain(
      'ChangeResourceRecordSets',
    );
    expect(describePlan(launching({ volumes: [volumeAt('i-1')] }))).toBe('ChangeResourceRecordSets');
    expect(plan(launching({ volumes: [volumeAt('i-1')], records: [record()] }))).toMatchObject({
      actions: [{ action: 'autoscaling:CompleteLifecycleAction', hook: LAUNCH_HOOK.name, instanceId: 'i-1' }],
    });
  });

  it('is not completed twice by one run: another hook may hold it', () => {
    const host = launching({
      requested: { 'i-1': [LAUNCH_HOOK.name] },
      volumes: [volumeAt('i-1')],
      records: [record()],
    });
    expect(describePlan(host)).toMatch(/^converged/);
  });

  it('needs no volume, no name and no address without tags for them', () => {
    expect(describePlan(launching({ tags: { device: 'none', records: '' }, volumes: [] }))).toBe(
      'CompleteLifecycleAction',
    );
  });

  it('is judged by what its tags ask for alone', () => {
    expect(kindsOf({})).toEqual(expect.arrayContaining(['VolumeAttached', 'RecordPointed']));
    expect(kindsOf({})).not.toContain('AddressAssociated');
    expect(kindsOf({ device: 'none', records: '' })).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(VolumeAttached|RecordPointed|AddressAssociated)$/)]),
    );
    for (const address of ['eipalloc-1', 'wrong']) expect(kindsOf({ address })).toContain('AddressAssociated');
  });

  it('leaves the volume to a predecessor in service, unless that does not run any more', () => {
    const instances = { 'i-0': 'InService', 'i-1': 'Pending:Wait' };
    const requested = { 'i-1': [LAUNCH_HOOK.name] };
    const successor = { 'i-1': { launchTime: minutesAgo(1) } };
    expect(plan(launching({ instances, requested, ec2Instances: successor }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', instanceId: 'i-0' }],
    });
    const dead = { ...successor, 'i-0': { state: 'terminated' } };
    expect(plan(launching({ instances, ec2Instances: dead }))).toMatchObject({
      actions: [{ action: 'ec2:AttachVolume', instanceId: 'i-1' }],
    });
  });

  it('is refused what is not there while its predecessor drains, which the run goes on waiting for', () => {
    const host = launching({
      instances: { 'i-0': 'Terminating:Wait', 'i-1': 'Pending:Wait' },
      tags: { cluster: 'web' },
      terminations: { 'i-0': { containerInstance: { arn: 'arn:0', status: 'DRAINING', runningTasks: 1 } } },
      volumes: [],
    });
    expect(judged(host).map(({ kind, outcome }) => `${kind} ${outcome.status}`)).toEqual(
      expect.arrayContaining(['TasksDrained wait', 'VolumeAttached refuse', 'LaunchCompleted blocked']),
    );
  });

  it('is the only one of two that launch to get the volume', () => {
    const instances = { 'i-0': 'Pending:Wait', 'i-1': 'Pending:Wait' };
    const host = launching({
      instances,
      requested: { 'i-0': [LAUNCH_HOOK.name] },
      volumes: [volumeAt('i-1', 'attaching', 1)],
    });
    expect(describePlan(host)).toBe('wait: vol-1 is attaching');
  });
});

describe('an address of its own', () => {
  const allocationId = 'eipalloc-1';
  const tags = { address: allocationId };
  const address = { allocationId, ip: '203.0.113.9' };

  it('moves to the instance that has the volume, from wherever it was', () => {
    expect(plan(hostFixture({ tags, address: { ...address, instanceId: 'i-0' } }))).toMatchObject({
      actions: [
        {
          action: 'ec2:AssociateAddress',
          allocationId,
          instanceId: 'i-1',
          reason: '203.0.113.9 was associated with i-0',
        },
      ],
    });
    expect(describePlan(launching({ tags, address, volumes: [volumeAt('i-1', 'attaching', 1)] }))).toBe(
      'wait: vol-1 is attaching',
    );
  });

  it('is what the names stand for', () => {
    expect(plan(hostFixture({ tags, address: { ...address, instanceId: 'i-1' } }))).toMatchObject({
      actions: [{ changes: [{ after: { type: 'A', values: ['203.0.113.9'] } }, { after: { type: 'TXT' } }] }],
    });
  });

  it('is refused when it is not tagged for the host', () => {
    expect(describePlan(hostFixture({ tags }))).toMatch(/^refuse: eipalloc-1 does not exist, or lacks the tags/);
  });
});

describe('an instance in service', () => {
  it('needs nothing when all is as it should be', () => {
    expect(describePlan(hostFixture())).toBe('converged: running; i-1 is InService');
  });

  it('gets back what it has lost', () => {
    expect(describePlan(hostFixture({ volumes: [volume()] }))).toBe('AttachVolume');
    expect(describePlan(hostFixture({ records: [record({ values: ['192.0.2.1'] })] }))).toBe(
      'ChangeResourceRecordSets',
    );
    expect(describePlan(hostFixture({ records: [record({ ttlSeconds: 300 })] }))).toBe('ChangeResourceRecordSets');
  });

  it('is left alone beside another that has the volume, and never gets its names', () => {
    const host = hostFixture({
      instances: { 'i-0': 'InService', 'i-1': 'InService' },
      ec2Instances: { 'i-0': { ip: '192.0.2.1' } },
    });
    expect(describePlan(host)).toMatch(/^converged/);
  });

  it('is not pointed at once it does not run', () => {
    expect(describePlan(hostFixture({ ec2Instances: { 'i-1': { state: 'shutting-down' } }, records: [] }))).toBe(
      'wait: i-1 is shutting-down',
    );
  });

  it('does not get a volume that is with an instance of somebody else', () => {
    expect(describePlan(hostFixture({ ec2Instances: { 'i-9': {} }, volumes: [volumeAt('i-9')] }))).toBe(
      'refuse: vol-1 is still attached to i-9, which is running and not in its group: detach it there',
    );
  });

  it('does not get a volume that is with an instance in standby', () => {
    expect(
      describePlan(hostFixture({ instances: { 'i-0': 'Standby', 'i-1': 'InService' }, volumes: [volumeAt('i-0')] })),
    ).toBe('refuse: vol-1 is still attached to i-0, which is Standby: terminate it, or return it to service');
  });
});

describe('a volume with an instance that has gone', () => {
  it.each<[string, Record<string, string>, Partial<Ec2Instance>]>([
    ['nobody allowed force', {}, { endedAt: minutesAgo(60) }],
    ['it is too early', { 'force-detach-after': '10' }, { endedAt: minutesAgo(9) }],
    ['nobody knows since when', { 'force-detach-after': '10' }, {}],
  ])('is waited for when %s', (_, tags, more) => {
    expect(describePlan(launchingWhileHeld(tags, more))).toBe(
      'wait: vol-1 is still attached to i-0, which is shutting-down',
    );
  });

  it('is taken by force after the minutes of the tag', () => {
    expect(plan(launchingWhileHeld({ 'force-detach-after': '10' }, { endedAt: minutesAgo(10) }))).toMatchObject({
      actions: [{ action: 'ec2:DetachVolume', instanceId: 'i-0', force: true }],
    });
  });

  it('is never taken by force from an instance that may still write', () => {
    const instances = { 'i-0': 'Terminating:Proceed', 'i-1': 'Pending:Wait' };
    const tags = { 'force-detach-after': '1' };
    const host = launching({
      instances,
      tags,
      ec2Instances: { 'i-0': { endedAt: minutesAgo(60) } },
      volumes: [volumeAt('i-0')],
    });
    expect(describePlan(host)).toBe('wait: vol-1 is still attached to i-0, which is Terminating:Proceed');
  });
});
