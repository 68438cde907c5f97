import type { Activity } from '@aws-sdk/client-auto-scaling';

/** https://docs.aws.amazon.com/cli/latest/reference/autoscaling/describe-scaling-activities.html */
const SET_TO_ZERO = /constraints to min: 0, max: 0, desired: 0 changing the desired capacity from (\d+) to 0/;

/** The desired capacity that a group had before it was last set to 0/0/0; `undefined` where no activity says so. */
export const desiredBeforeZero = (activities: readonly Activity[]): number | undefined => {
  const [desired] = activities.flatMap(({ Cause = '' }) => SET_TO_ZERO.exec(Cause)?.[1] ?? []);
  return desired === undefined ? undefined : Number(desired);
};
