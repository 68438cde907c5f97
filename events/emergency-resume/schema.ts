import * as z from 'zod/mini';

import { dryRun, hosts, reason } from '../manual.ts';

/** `min/desired/max`; a host has at most one instance. */
const sizes = z.optional(z.enum(['0/0/1', '0/1/1', '1/1/1']));

/** A manual invocation that resumes hosts. `sizes` is for hosts whose state tag does not record them. */
export const schema = z.strictObject({
  reason,
  hosts,
  sizes,
  dryRun,
  /** `true` to resume even when no further budget threshold of this month would suspend the hosts again. */
  acceptUnguarded: z.optional(z.boolean()),
});
