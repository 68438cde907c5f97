import * as z from 'zod/mini';

import { dryRun, hosts, reason } from '../manual.ts';

/** What a person sends to stop hosts. A member that is not known is an error: a typo in `dryRun` must not stop a host. */
export const schema = z.strictObject({ reason, hosts, dryRun });
