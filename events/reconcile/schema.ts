import * as z from 'zod/mini';

import { dryRun } from '../manual.ts';

/**
 * A scheduled or manual pass. With `{"dryRun": true}` it returns the status of all hosts. An event of the schedule may have
 * more fields than are read, a manual one may not. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
 */
export const schema = z.pipe(
  z.looseObject({ source: z.optional(z.literal('aws.events')), dryRun }),
  z.transform((event, { issues }) => {
    const { source, dryRun: isDryRun, ...others } = event;
    if (source !== undefined) return { dryRun: false };
    const keys = Object.keys(others);
    if (keys.length > 0) issues.push({ code: 'unrecognized_keys', keys, input: event });
    return { dryRun: isDryRun };
  }),
);
