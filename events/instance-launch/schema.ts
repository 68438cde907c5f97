import { instanceEvent } from '../lifecycle-event.ts';

/**
 * "EC2 Instance-launch Lifecycle Action": a launching instance is in `Pending:Wait`.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export const schema = instanceEvent;
