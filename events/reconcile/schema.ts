import * as z from 'zod/mini';

import { dryRun } from '../manual.ts';

/** The schedule's own event. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = z.pipe(
  z.object({ source: z.literal('aws.events') }),
  z.transform(() => ({ dryRun: false })),
);

/** A pass on schedule, or by hand; with `{"dryRun": true}` it is the status of the fleet. */
export const schema = z.union([scheduled, z.strictObject({ dryRun })]);
