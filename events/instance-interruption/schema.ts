import * as z from 'zod/mini';

import { type Envelope, instanceEvent, type InstanceEvent, toInstanceEvent } from '../lifecycle-event.ts';

/** News that AWS takes an instance back. */
export interface Interruption extends InstanceEvent {
  /** Absent where an event is no such news. */
  readonly cause?: 'interruption' | 'rebalance' | 'retirement';
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/schedevents_actions_retire.html */
const RETIREMENT = /^AWS_EC2_\w*(RETIREMENT|STOP)_SCHEDULED$/;

const causeOf = ({ source, 'detail-type': kind, detail }: Envelope): Interruption['cause'] => {
  if (source === 'aws.ec2' && kind === 'EC2 Spot Instance Interruption Warning') return 'interruption';
  if (source === 'aws.ec2' && kind === 'EC2 Instance Rebalance Recommendation') return 'rebalance';
  const { service, eventTypeCategory, eventTypeCode = '' } = detail;
  const isScheduled = source === 'aws.health' && service === 'EC2' && eventTypeCategory === 'scheduledChange';
  return isScheduled && RETIREMENT.test(eventTypeCode) ? 'retirement' : undefined;
};

/**
 * What EC2 and Health say of instances that AWS takes back, may take back, or retires.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export const schema = z.pipe(
  instanceEvent,
  z.transform((event): Interruption => {
    const cause = causeOf(event);
    return { ...toInstanceEvent(event), ...(cause && { cause }) };
  }),
);
