import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT, AwsError } from '../operation.ts';
import { constraintError } from './errors.ts';
import { LIMITS } from './quotas.ts';
import type { Group, ScalingActivity } from './state.ts';

/** The scaling activities of a region: what groups record of their launches and terminations, and the event of one that failed. */
export const createActivities = (deps: {
  readonly clock: Clock;
  readonly region: string;
  /** Puts an event on the region's default bus. */
  readonly emit: (event: object) => void;
}) => {
  const { clock, region, emit } = deps;

  const begin = (
    group: Group,
    { description, cause }: Pick<ScalingActivity, 'description' | 'cause'>,
  ): ScalingActivity => {
    const activity: ScalingActivity = {
      id: drawUuid(clock),
      description,
      cause,
      startedAt: clock.now(),
      status: 'InProgress',
    };
    group.activities.unshift(activity);
    return activity;
  };

  const end = (activity: ScalingActivity, status: 'Successful' | 'Failed' | 'Cancelled', message?: string): void => {
    if (activity.endedAt !== undefined) return;
    activity.status = status;
    activity.endedAt = clock.now();
    if (message !== undefined) activity.message = message;
  };

  return {
    begin,
    end,
    /** Records a launch that failed, and emits its event. */
    failLaunch: (group: Group, cause: string, message: string): void => {
      const description = `Launching a new EC2 instance.  Status Reason: ${message}`;
      const activity = begin(group, { description, cause });
      end(activity, 'Failed', message);
      const time = `${clock.now().toISOString().slice(0, 19)}Z`;
      emit({
        version: '0',
        id: drawUuid(clock),
        'detail-type': 'EC2 Instance Launch Unsuccessful',
        source: 'aws.autoscaling',
        account: ACCOUNT,
        time,
        region,
        resources: [group.arn],
        detail: {
          StatusCode: 'Failed',
          Description: description,
          AutoScalingGroupName: group.name,
          ActivityId: activity.id,
          Details: { 'Availability Zone': group.zones[0] },
          RequestId: drawUuid(clock),
          StatusMessage: message,
          StartTime: time,
          EndTime: time,
          EC2InstanceId: '',
          Cause: cause,
        },
      });
    },
  };
};

const toSdkActivity = (group: Group, activity: ScalingActivity): sdk.Activity => ({
  ActivityId: activity.id,
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  Description: activity.description,
  Cause: activity.cause,
  StartTime: activity.startedAt,
  StatusCode: activity.status,
  Progress: activity.endedAt ? 100 : 30,
  ...(activity.endedAt && { EndTime: activity.endedAt }),
  ...(activity.message !== undefined && { StatusMessage: activity.message }),
});

/** One page of the activities of these groups, the newest first. A token is the place of the next one. Throws for a limit that AWS refuses. */
export const describeActivities = (
  groups: readonly Group[],
  {
    MaxRecords = LIMITS.activitiesPerPage.default,
    NextToken = '0',
    ActivityIds = [],
  }: sdk.DescribeScalingActivitiesType,
): sdk.ActivitiesType => {
  const { max } = LIMITS.activitiesPerPage;
  if (MaxRecords > max) throw constraintError(MaxRecords, 'maxRecords', `value less than or equal to ${max}`);
  if (!/^\d+$/.test(NextToken)) throw new AwsError('InvalidNextToken', `The token '${NextToken}' was invalid`);
  const all = groups
    .flatMap((group) => group.activities.map((activity) => ({ group, activity })))
    .filter(({ activity }) => ActivityIds.length === 0 || ActivityIds.includes(activity.id))
    .toSorted((a, b) => b.activity.startedAt.getTime() - a.activity.startedAt.getTime());
  const next = Number(NextToken) + MaxRecords;
  return {
    Activities: all.slice(Number(NextToken), next).map(({ group, activity }) => toSdkActivity(group, activity)),
    ...(next < all.length && { NextToken: `${next}` }),
  };
};
