import { instanceEvent } from '../lifecycle-event.ts';

/**
 * The notices of EC2 and Health that AWS takes an instance back, may take it back, or retires it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
export const schema = instanceEvent;
