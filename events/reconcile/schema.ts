import * as z from 'zod/mini';

import { dryRun } from '../manual.ts';

/** The event of the schedule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = z.pipe(
  z.object({ source: z.literal('aws.events') }),
  z.transform(() => ({ dryRun: false })),
);

/** A scheduled or manual pass. With `{"dryRun": true}` it returns the status of all hosts. */
export const schema = z.union([scheduled, z.strictObject({ dryRun })]);
