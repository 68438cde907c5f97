import { type Activity, type AutoScalingClient, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling';

/** The latest 100 activities of a group, the newest first; AWS keeps them for six weeks. Throws the SDK's errors. */
export type DescribeScalingActivities = (group: string) => Promise<readonly Activity[]>;

/**
 * The latest activities of all groups of a region, the newest first: as many as it takes to have one of each of these
 * groups, and 1,000 at most. Throws the SDK's errors.
 */
export type DescribeLatestActivities = (groups: readonly string[]) => Promise<readonly Activity[]>;

const MAX_PAGES = 10;

/** In one list, as AWS has one of each group in a call of its own otherwise. */
export const describeLatestActivities =
  (client: AutoScalingClient): DescribeLatestActivities =>
  async (groups) => {
    const missing = new Set(groups);
    const latest: Activity[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES && missing.size > 0 && (page === 0 || token); page++) {
      const { Activities = [], NextToken } = await client.send(
        new DescribeScalingActivitiesCommand({ MaxRecords: 100, NextToken: token }),
      );
      latest.push(...Activities);
      for (const { AutoScalingGroupName = '' } of Activities) missing.delete(AutoScalingGroupName);
      token = NextToken;
    }
    return latest;
  };

/** Separate from the groups, to keep it out of the bundles of the functions that do not need it. */
export const describeScalingActivities =
  (client: AutoScalingClient): DescribeScalingActivities =>
  async (AutoScalingGroupName) => {
    const { Activities = [] } = await client.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 100 }),
    );
    return Activities;
  };
