import * as z from 'zod/mini';

import { instanceEvent, toInstanceEvent } from '../lifecycle-event.ts';

/**
 * "EC2 Instance-launch Lifecycle Action", read as an address: where an instance is held that comes up.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export const schema = z.pipe(instanceEvent, z.transform(toInstanceEvent));
