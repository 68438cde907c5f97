import { describe, expect, it } from 'vitest';

import { minutes } from '../fixtures.ts';
import { AutoScalingGroupName, givenGroup, NONE, ONE } from './fixtures.ts';

const NO_CAPACITY = 'We currently do not have sufficient t3a.micro capacity in zone us-east-1a.';

const givenStopped = (input: Parameters<typeof givenGroup>[0] = {}) => {
  const env = givenGroup({ sizes: { ...ONE, desired: 0 }, ...input });
  const { clock, service, call } = env;
  const start = async (milliseconds: number) => {
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
    await clock.advance(milliseconds);
  };
  const activities = (more = {}) =>
    service.DescribeScalingActivities.handle({ AutoScalingGroupName, ...more }, call()).Activities ?? [];
  return { ...env, start, activities };
};

describe('the scaling activities of a group', () => {
  it('end with the launch or the termination that they record', async () => {
    const { clock, service, call, start, activities } = givenStopped();
    await start(20_001);
    expect(activities()).toMatchObject([{ StatusCode: 'InProgress' }]);
    expect(activities()[0]).not.toHaveProperty('EndTime');
    await clock.advance(minutes(2));
    expect(activities()).toMatchObject([{ StatusCode: 'Successful', EndTime: expect.any(Date) }]);
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, ...NONE }, call());
    await clock.advance(minutes(3));
    expect(activities()).toMatchObject([
      { Description: expect.stringMatching(/^Terminating/), StatusCode: 'Successful', EndTime: expect.any(Date) },
      { StatusCode: 'Successful' },
    ]);
  });

  it('record each launch that failed, with the reason, until one succeeds', async () => {
    const { clock, group, states, start, activities } = givenStopped({ launchFailure: NO_CAPACITY });
    await start(minutes(20));
    expect(states()).toEqual([]);
    expect(activities().length).toBeGreaterThan(3);
    expect(activities()[0]).toMatchObject({
      Description: `Launching a new EC2 instance.  Status Reason: ${NO_CAPACITY}`,
      StatusCode: 'Failed',
      StatusMessage: NO_CAPACITY,
      Cause: expect.stringContaining('changing the desired capacity from 0 to 1'),
      EndTime: expect.any(Date),
    });
    delete group.launchFailure;
    await clock.advance(minutes(8));
    expect(states()).toEqual(['InService']);
    expect(activities()[0]).toMatchObject({ StatusCode: 'Successful' });
  });

  it('say that a launch was cancelled when its instance died', async () => {
    const { clock, groups, first, start, activities } = givenStopped({
      hooks: [
        {
          name: 'hold',
          transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          heartbeatSeconds: 900,
          defaultResult: 'CONTINUE',
        },
      ],
    });
    await start(minutes(1));
    groups.replaceMissing(first());
    await clock.advance(minutes(2));
    expect(activities().at(-1)).toMatchObject({
      StatusCode: 'Cancelled',
      StatusMessage: expect.stringMatching(/became unhealthy/),
    });
  });

  it('of all groups come in pages, the newest first', async () => {
    const { clock, groups, service, call, start } = givenStopped({ launchFailure: NO_CAPACITY });
    groups.add({ name: 'shop', sizes: { ...ONE, desired: 0 }, tags: {}, launchFailure: NO_CAPACITY });
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName: 'shop', DesiredCapacity: 1 }, call());
    await start(minutes(10));
    const names: (string | undefined)[] = [];
    const times: number[] = [];
    for (let NextToken: string | undefined = '0'; NextToken !== undefined;) {
      const page = service.DescribeScalingActivities.handle({ MaxRecords: 2, NextToken }, call());
      for (const { AutoScalingGroupName: name, StartTime } of page.Activities ?? []) {
        names.push(name);
        times.push(StartTime?.getTime() ?? 0);
      }
      NextToken = page.NextToken;
    }
    expect(new Set(names)).toEqual(new Set([AutoScalingGroupName, 'shop']));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(clock.now().getTime()).toBeGreaterThan(times[0] ?? 0);
  });

  it('are asked for a hundred at a time, and with a token of AWS alone', () => {
    const { service, call } = givenStopped();
    const describeBy = (input: object) => () => service.DescribeScalingActivities.handle(input, call());
    expect(describeBy({ MaxRecords: 101 })).toThrow(/less than or equal to 100/);
    expect(describeBy({ NextToken: 'x' })).toThrow(/token/);
  });
});
