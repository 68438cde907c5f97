import * as z from 'zod/mini';

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/**
 * "CloudWatch Alarm State Change": the fields that are read.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const schema = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  /** When the state changed, to the second. */
  time: z.iso.datetime(),
  /** The alarm's ARN. */
  resources: z.array(z.string()).check(z.minLength(1)),
  detail: z.object({
    alarmName: z.string(),
    /** `reasonData` is JSON in a string; absent when a person set the state. */
    state: z.object({ value: state, reasonData: z.optional(z.string()) }),
    previousState: z.object({ value: state }),
  }),
});
