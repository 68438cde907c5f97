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

/** https://docs.aws.amazon.com/cli/latest/reference/autoscaling/describe-scaling-activities.html */
const SET_TO_ZERO = /constraints to min: 0, max: 0, desired: 0 changing the desired capacity from (\d+) to 0/;

/** The desired capacity that a group had before it was last set to 0/0/0; `undefined` where no activity says so. */
export const desiredBeforeZero = (activities: readonly Activity[]): number | undefined => {
  const [desired] = activities.flatMap(({ Cause = '' }) => SET_TO_ZERO.exec(Cause)?.[1] ?? []);
  return desired === undefined ? undefined : Number(desired);
};
