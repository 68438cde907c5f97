import { instanceEvent } from '../lifecycle-event.ts';

/**
 * "EC2 Instance-terminate Lifecycle Action": a terminating instance is in `Terminating:Wait`.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export const schema = instanceEvent;
