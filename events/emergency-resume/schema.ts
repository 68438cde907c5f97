import * as z from 'zod/mini';

import { dryRun, hosts, reason } from '../manual.ts';

/** `min/desired/max`, of a host: at most one instance. */
const sizes = z.optional(z.enum(['0/0/1', '0/1/1', '1/1/1']));

/** What a person sends to bring hosts back. `sizes` is for groups whose sizes nobody remembers. */
export const schema = z.strictObject({
  reason,
  hosts,
  sizes,
  dryRun,
  /** `true` to go on though no further line of this month's bill would stop the hosts again. */
  acceptUnguarded: z.optional(z.boolean()),
});
