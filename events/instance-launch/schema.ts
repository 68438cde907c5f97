import { instanceEvent } from '../lifecycle-event.ts';

/**
 * "EC2 Instance-launch Lifecycle Action": a launching instance is in `Pending:Wait`. "EC2 Instance Launch Unsuccessful": a
 * group could not launch one; of that event only the group is read.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export const schema = instanceEvent;
