import { type Activity, type AutoScalingClient, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling';

/** The latest 100 activities of a group, the newest first; AWS keeps them for six weeks. Throws the SDK's errors. */
export type DescribeScalingActivities = (group: string) => Promise<readonly Activity[]>;

/** Separate from the groups, to keep it out of the bundles of the functions that do not need it. */
export const describeScalingActivities =
  (client: AutoScalingClient): DescribeScalingActivities =>
  async (AutoScalingGroupName) => {
    const { Activities = [] } = await client.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 100 }),
    );
    return Activities;
  };
