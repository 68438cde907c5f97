import { describe, expect, it } from 'vitest';

import { createCache } from '../../../libs/lifecycle/observe/cache.ts';
import { hostFixture, now } from '../../support/host-fixture.ts';
import { type Answer, directoryWith, given } from '../aws/given-endpoint.ts';

/** A page of activities of these groups. */
const page = (...groups: readonly string[]) => ({
  Activities: groups.map((AutoScalingGroupName) => ({
    ActivityId: AutoScalingGroupName,
    AutoScalingGroupName,
    Description: 'Launching a new EC2 instance: i-1',
    Cause: 'c',
    StartTime: now,
    StatusCode: 'Successful',
  })),
});

/** The cache of a run at an endpoint that gives these answers. */
const givenActivities = (...answers: readonly Answer[]) => {
  const aws = given(...answers);
  const deps = {
    ...aws,
    autoScaling: { ...aws.hooks, ...aws.autoScaling },
    stage: 'prod',
    scope: { zones: [], names: [] },
    unmountDocument: 'unmount',
    now: () => now,
    directory: directoryWith(aws, hostFixture(), now),
  };
  return { activities: createCache(deps, new Map()).activities, requests: aws.requests };
};

describe('the activities', () => {
  it('of one group are read of that alone', async () => {
    const { activities, requests } = givenActivities(page('a', 'a'));
    expect((await activities.getMany(['a'])).get('a')).toHaveLength(2);
    expect(requests.map(([, input]) => input)).toEqual([{ AutoScalingGroupName: 'a', MaxRecords: 100 }]);
  });

  it('of several groups are read in one list, and each has its own', async () => {
    const { activities, requests } = givenActivities(page('b', 'x', 'a', 'b'));
    const read = await activities.getMany(['a', 'b']);
    expect(['a', 'b', 'x'].map((group) => read.get(group)?.length)).toEqual([1, 2, undefined]);
    expect(requests.map(([, input]) => input)).toEqual([{ MaxRecords: 100 }]);
  });
});
