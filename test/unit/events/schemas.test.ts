import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import criticalAlarm from '../../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };
import { schema as budgetNotification } from '../../../events/budget-notification/schema.ts';
import { schema as budgetKillSwitch } from '../../../events/budget-kill-switch/schema.ts';
import { schema as emergencyResume } from '../../../events/emergency-resume/schema.ts';
import { schema as emergencyShutdown } from '../../../events/emergency-shutdown/schema.ts';
import launching from '../../../events/instance-launch/sample-launching.json' with { type: 'json' };
import unsuccessful from '../../../events/instance-launch/sample-unsuccessful.json' with { type: 'json' };
import { schema as instanceLaunch } from '../../../events/instance-launch/schema.ts';
import { schema as instanceTerminate } from '../../../events/instance-terminate/schema.ts';
import rebalance from '../../../events/instance-interruption/sample-rebalance.json' with { type: 'json' };
import retirement from '../../../events/instance-interruption/sample-retirement.json' with { type: 'json' };
import { schema as interruption } from '../../../events/instance-interruption/schema.ts';
import spot from '../../../events/instance-interruption/sample-spot.json' with { type: 'json' };
import { schema as reconcile } from '../../../events/reconcile/schema.ts';
import { schema as restoreDrill } from '../../../events/restore-drill/schema.ts';
import { schema as restore } from '../../../events/restore/schema.ts';
import several from '../../../events/snapshot-completed/sample-several.json' with { type: 'json' };
import succeeded from '../../../events/snapshot-completed/sample-succeeded.json' with { type: 'json' };
import { schema as snapshotCompleted } from '../../../events/snapshot-completed/schema.ts';
import { schema as snapshot } from '../../../events/snapshot/schema.ts';
import { validate } from '../../../libs/runtime/validate.ts';

const schemas = {
  'budget-notification': budgetNotification,
  'budget-kill-switch': budgetKillSwitch,
  'emergency-resume': emergencyResume,
  'emergency-shutdown': emergencyShutdown,
  'instance-launch': instanceLaunch,
  'instance-terminate': instanceTerminate,
  'instance-interruption': interruption,
  reconcile,
  restore,
  'restore-drill': restoreDrill,
  snapshot,
  'snapshot-completed': snapshotCompleted,
};

const samples = globSync('events/*/*.json').filter((file) => !file.endsWith('pattern.json'));

describe('the events', () => {
  it.each(samples)('%s is valid', (file) => {
    const [, schema = z.never()] = Object.entries(schemas).find(([name]) => dirname(file) === `events/${name}`) ?? [];
    const sample: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(validate(schema, sample, file)).toBeTypeOf('object');
  });

  it('of AWS may have more fields than are read', () => {
    expect(validate(budgetKillSwitch, { ...criticalAlarm, novelty: true }, 'it')).toMatchObject({
      time: criticalAlarm.time,
    });
  });

  it.each([
    [['time'], { ...criticalAlarm, time: 'yesterday' }],
    [['resources'], { ...criticalAlarm, resources: [] }],
    [['detail.state.value'], { ...criticalAlarm, detail: { ...criticalAlarm.detail, state: { value: 'ON' } } }],
    [['source', 'detail-type', 'time'], {}],
  ])('that are invalid are reported by the names of their fields: %s', (fields, event) => {
    for (const field of fields) expect(() => validate(budgetKillSwitch, event, 'The event')).toThrow(`${field}: `);
  });

  it.each([
    [{ dryrun: true }, 'Unrecognized key: "dryrun"'],
    [{ dryRun: 'yes' }, 'dryRun: Invalid input: expected boolean, received string'],
    [{ source: 'aws.ec2' }, 'source: Invalid input: expected "aws.events"'],
  ])('of reconcile that are invalid are reported by the names of their fields: %o', (event, problem) => {
    expect(() => validate(reconcile, event, 'The event')).toThrow(`The event is invalid: ${problem}`);
  });

  it.each([
    [{}, 'reason: '],
    [{ reason: '' }, 'reason: '],
    [{ reason: 'x', host: 'blog' }, 'Unrecognized key: "host"'],
    [{ reason: 'x', keep: 'a{b}' }, 'keep: '],
    [{ schedule: 'hourly' }, 'schedule: '],
    [{ schedule: 'nightly', hosts: ['blog'] }, 'Unrecognized key: "hosts"'],
  ])('of snapshot that are invalid are reported by the names of their fields: %o', (event, problem) => {
    expect(() => validate(snapshot, event, 'The event')).toThrow(problem);
  });

  it('of snapshots that have ended name them, one or several', () => {
    for (const event of [succeeded, several])
      expect(validate(snapshotCompleted, event, 'it')).toEqual({ snapshotIds: ['snap-0a1b2c3d4e5f60718'] });
    const { detail, ...rest } = succeeded;
    expect(() => validate(snapshotCompleted, { ...rest, detail: { ...detail, event: 'shareSnapshot' } }, 'it')).toThrow(
      'detail.event',
    );
  });

  it('of a manual invocation are never echoed, as they may contain a secret', () => {
    expect(() => validate(emergencyShutdown, { reason: ['hunter2'] }, 'The event')).toThrow(/^(?!.*hunter2).*reason/);
  });
});

const instanceId = 'i-0a1b2c3d4e5f60718';

describe('an event of an instance', () => {
  it('names the group and the instance that it is about', () => {
    expect(validate(instanceLaunch, launching, 'it')).toEqual({
      kind: 'EC2 Instance-launch Lifecycle Action',
      group: 'host-1-group',
      host: 'host-1',
      instanceIds: [instanceId],
    });
  });

  it('of a launch that failed names the group, and no instance where AWS has none', () => {
    expect(validate(instanceLaunch, unsuccessful, 'it')).toEqual({
      kind: 'EC2 Instance Launch Unsuccessful',
      group: 'host-1-group',
      instanceIds: [],
    });
  });

  it('may have a field without a value, as a hook without metadata has', () => {
    const detail = { ...launching.detail, NotificationMetadata: null };
    const { host, ...event } = validate(instanceLaunch, { ...launching, detail }, 'it');
    expect(host).toBeUndefined();
    expect(event).toEqual({
      kind: 'EC2 Instance-launch Lifecycle Action',
      group: 'host-1-group',
      instanceIds: [instanceId],
    });
    const health = { ...retirement.detail, affectedEntities: null };
    expect(validate(interruption, { ...retirement, resources: [instanceId], detail: health }, 'it')).toMatchObject({
      instanceIds: [instanceId],
    });
  });

  it.each([
    ['interruption', spot],
    ['rebalance', rebalance],
    ['retirement', retirement],
  ])('has the cause %s, and the instance', (cause, event) => {
    expect(validate(interruption, event, 'it')).toMatchObject({ cause, instanceIds: [instanceId] });
  });

  it.each([
    ['of another service', { ...retirement, detail: { ...retirement.detail, service: 'RDS' } }],
    ['of another kind', { ...retirement, detail: { ...retirement.detail, eventTypeCategory: 'issue' } }],
    ['that is closed', { ...retirement, detail: { ...retirement.detail, statusCode: 'closed' } }],
    ['that somebody else made up', { ...spot, source: 'shop' }],
    ['of its launch', launching],
  ])('has no cause when it is one %s', (_, event) => {
    expect(validate(interruption, event, 'it')).not.toHaveProperty('cause');
  });

  it.each([
    'AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED',
    'AWS_EC2_INSTANCE_REBOOT_FLEXIBLE_MAINTENANCE_SCHEDULED',
    'AWS_EC2_SYSTEM_REBOOT_SCHEDULED',
    'AWS_EC2_PERSISTENT_INSTANCE_POWER_MAINTENANCE_SCHEDULED',
    'AWS_EC2_INSTANCE_NETWORK_MAINTENANCE_SCHEDULED',
    'AWS_EC2_INSTANCE_RETIREMENT_CANCELLED',
  ])('has no cause when the instance stays: %s', (eventTypeCode) => {
    const event = { ...retirement, detail: { ...retirement.detail, eventTypeCode } };
    expect(validate(interruption, event, 'it')).not.toHaveProperty('cause');
  });

  it.each([
    ['AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED', false],
    ['AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED', false],
    ['AWS_EC2_INSTANCE_STOP_SCHEDULED', false],
    ['AWS_EC2_INSTANCE_TERMINATION_SCHEDULED', false],
    ['AWS_EC2_INSTANCE_RETIREMENT_EXPEDITED', true],
    ['AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_RESCHEDULED', false],
  ])('of a scheduled change that ends it has the date: %s', (eventTypeCode, isExpedited) => {
    const event = { ...retirement, detail: { ...retirement.detail, eventTypeCode } };
    expect(validate(interruption, event, 'it')).toEqual({
      kind: 'AWS Health Event',
      instanceIds: [instanceId],
      cause: 'retirement',
      retiredAt: new Date('2026-11-28T06:00:00Z'),
      ...(isExpedited && { isExpedited }),
    });
  });

  it('may name several instances, and each is listed once', () => {
    const affectedEntities = [{ entityValue: 'i-1' }, { entityValue: 'i-2' }, { entityValue: 'vol-3' }];
    const event = { ...retirement, resources: ['i-1'], detail: { ...retirement.detail, affectedEntities } };
    expect(validate(interruption, event, 'it').instanceIds).toEqual(['i-1', 'i-2']);
  });

  it('may be a test notification, which names nothing', () => {
    const test = { Service: 'AWS Auto Scaling', Event: 'autoscaling:TEST_NOTIFICATION', AutoScalingGroupName: 'x' };
    expect(validate(instanceLaunch, test, 'it')).toEqual({ kind: 'autoscaling:TEST_NOTIFICATION', instanceIds: [] });
  });

  it.each([
    [['source', 'detail-type', 'time', 'resources', 'detail'], {}],
    [['resources'], { ...launching, resources: 'all' }],
    [['detail.AutoScalingGroupName'], { ...launching, detail: { AutoScalingGroupName: 1 } }],
    [['detail.affectedEntities.0.entityValue'], { ...spot, detail: { affectedEntities: [{ entityValue: 1 }] } }],
  ])('without a valid envelope is reported by the names of the fields, with an example: %s', (fields, event) => {
    for (const field of fields) {
      expect(() => validate(instanceTerminate, event, 'The event', launching)).toThrow(`${field}: `);
    }
    expect(() => validate(instanceTerminate, event, 'The event', launching)).toThrow('For example: {"version":"0"');
  });
});
