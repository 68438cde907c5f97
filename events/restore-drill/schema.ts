import * as z from 'zod/mini';

import { dryRun, hosts, reason } from '../manual.ts';

/** What EventBridge sends once a day. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduled = z.looseObject({ source: z.literal('aws.events') });

/** A manual invocation that rehearses the restore of hosts. An unknown member is an error. */
const manual = z.strictObject({ reason, hosts, dryRun });

/** The daily schedule, or a person. */
export const schema = z.pipe(
  z.looseObject({}),
  z.transform((event, { issues }) => {
    if (z.safeParse(scheduled, event).success) return { scheduled: true as const };
    const parsed = z.safeParse(manual, event);
    if (parsed.success) return { scheduled: false as const, ...parsed.data };
    for (const issue of parsed.error.issues) issues.push({ ...issue, code: 'custom', input: event });
    return z.NEVER;
  }),
);
