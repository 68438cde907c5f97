import * as z from 'zod/mini';

/**
 * An SNS delivery of one or more records. A message is AWS Budgets' English prose, or anything else that was published.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export const schema = z.object({
  Records: z
    .array(
      z.object({
        EventSource: z.literal('aws:sns'),
        Sns: z.object({ Message: z.string(), Timestamp: z.iso.datetime() }),
      }),
    )
    .check(z.minLength(1)),
});
