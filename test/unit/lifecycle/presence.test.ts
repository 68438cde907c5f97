import { describe, expect, it } from 'vitest';

import type { GroupActivity } from '../../../libs/lifecycle/model.ts';
import { describePlan, type HostFixture, hostFixture, judged, minutesAgo, plan } from '../../support/host-fixture.ts';

const SINCE = minutesAgo(15).toISOString();

/** A host that has had no instance in service for some minutes. */
const absent = (minutes: number, more: HostFixture = {}, failure?: Partial<GroupActivity>) =>
  hostFixture({
    instances: {},
    volumes: [],
    records: [],
    absence: {
      since: minutesAgo(minutes),
      ...(failure && { failure: { isLaunch: true, status: 'Failed', startedAt: minutesAgo(1), ...failure } }),
    },
    ...more,
  });

/** What is told after a launch that failed with this message. */
const said = (message: string) => describePlan(absent(15, {}, { message }));

const ACTIVITIES =
  'aws autoscaling describe-scaling-activities --region eu-central-1 --auto-scaling-group-name blog-group --max-items 5';

describe('a host that is wanted and has no instance in service', () => {
  it('is given 15 minutes, for which no run waits', () => {
    expect(judged(absent(14.9)).find(({ kind }) => kind === 'InstancePresent')?.outcome).toEqual({
      status: 'wait',
      isLong: true,
      reason: 'no instance is in service yet',
    });
  });

  it('is told then, with since when, what holds it up, and the command', () => {
    expect(plan(absent(15))).toMatchObject({
      status: 'refuse',
      reason: `no instance has been in service since ${SINCE}; its group has launched none: look at its activities`,
      command: ACTIVITIES,
    });
    expect(plan(absent(15, { suspendedProcesses: ['Launch'] }))).toMatchObject({
      reason: `no instance has been in service since ${SINCE}; the process Launch of its group is suspended: resume it`,
      command:
        'aws autoscaling resume-processes --region eu-central-1 --auto-scaling-group-name blog-group --scaling-processes Launch',
    });
  });

  it('is held up by the hook of somebody else, which holds its instance', () => {
    const host = absent(15, { instances: { 'i-1': 'Pending:Wait' }, requested: { 'i-1': ['hostkeeper-launch'] } });
    expect(judged(host).find(({ kind }) => kind === 'InstancePresent')?.outcome).toMatchObject({
      reason: `no instance has been in service since ${SINCE}; a lifecycle hook holds i-1: look at its activities`,
      command: ACTIVITIES,
    });
  });

  it('is waited for when its instance is through its hooks, however long that took', () => {
    expect(describePlan(absent(600, { instances: { 'i-1': 'Pending:Proceed' } }))).toBe(
      'wait: no instance is in service yet',
    );
  });

  it.each([
    ['We currently do not have sufficient t4g.nano capacity', 'add instance types to the group, or wait'],
    ['There is no Spot capacity available', 'add instance types to the group, or wait'],
    ['You have requested more vCPU capacity than your current vCPU limit', 'request a higher quota'],
    ['Your quota allows for 0 more running instance(s)', 'request a higher quota'],
    ['The image id ami-1 does not exist', 'give the launch template an AMI that exists in this region'],
    ['The AMI ami-1 is pending', 'give the launch template an AMI that exists in this region'],
    ['Client.InternalError: Client error on launch', 'the role AWSServiceRoleForAutoScaling may lack a grant'],
    ['You are not authorized to perform this operation', 'allow what the message names'],
    ['Something else', 'look at the launch template and its activities'],
  ])('is told the fix of a launch that failed: %s', (message, fix) => {
    expect(plan(absent(15, {}, { message }))).toMatchObject({
      reason: expect.stringContaining(`; its last launch failed, "${message}": ${fix}`),
      command: ACTIVITIES,
    });
  });

  it('is told that a launch was cancelled, and that AWS said nothing', () => {
    expect(describePlan(absent(15, {}, { status: 'Cancelled' }))).toContain(
      '; its last launch was cancelled, "without a message": look at the launch template',
    );
  });

  it('is told what AWS said without what differs each time, and not all of a long message', () => {
    expect(said('no.  Encoded authorization failure message: aBc\nDeF')).toContain('failed, "no.": ');
    expect(said('the request sir-abc12 and\n 01234567-89ab-cdef-0123-456789abcdef ended')).toContain(
      'failed, "the request … and … ended": ',
    );
    expect(said('x'.repeat(301))).toContain(`failed, "${'x'.repeat(300)}": `);
  });
});
