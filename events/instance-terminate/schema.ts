import * as z from 'zod/mini';

import { instanceEvent, toInstanceEvent } from '../lifecycle-event.ts';

/**
 * "EC2 Instance-terminate Lifecycle Action", read as an address: where an instance is held that is to go.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export const schema = z.pipe(instanceEvent, z.transform(toInstanceEvent));
