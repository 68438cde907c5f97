import { describe, expect, it } from 'vitest';

import { given } from './given-endpoint.ts';

/** A page of activities of these groups, after which there is another one unless it is the last. */
const page = (groups: readonly string[], NextToken?: string) => ({
  Activities: groups.map((AutoScalingGroupName, index) => ({
    ActivityId: `${AutoScalingGroupName}-${index}`,
    AutoScalingGroupName,
    Cause: 'c',
    StartTime: new Date(0),
    StatusCode: 'Successful',
  })),
  ...(NextToken !== undefined && { NextToken }),
});

const idsOf = (activities: readonly { readonly ActivityId?: string | undefined }[]) =>
  activities.map(({ ActivityId }) => ActivityId);

describe('the latest activities of a region', () => {
  it('are read until there is one of each of the groups, and no further', async () => {
    const { hooks, requests } = given(page(['a', 'x'], 'next'), page(['x', 'b'], 'more'), page(['c']));
    expect(idsOf(await hooks.describeLatestActivities(['a', 'b']))).toEqual(['a-0', 'x-1', 'x-0', 'b-1']);
    expect(requests).toEqual([
      ['DescribeScalingActivities', { MaxRecords: 100 }],
      ['DescribeScalingActivities', { MaxRecords: 100, NextToken: 'next' }],
    ]);
  });

  it('are read to the last page where a group has none', async () => {
    const { hooks, requests } = given(page(['x'], 'next'), page([]));
    expect(idsOf(await hooks.describeLatestActivities(['a']))).toEqual(['x-0']);
    expect(requests).toHaveLength(2);
  });

  it('are those of ten pages at most', async () => {
    const { hooks, requests } = given(...Array.from({ length: 12 }, () => page(['x'], 'next')));
    expect(await hooks.describeLatestActivities(['a'])).toHaveLength(10);
    expect(requests).toHaveLength(10);
  });

  it('are not asked for without a group', async () => {
    const { hooks, requests } = given();
    expect(await hooks.describeLatestActivities([])).toEqual([]);
    expect(requests).toEqual([]);
  });
});
