import * as z from 'zod/mini';

import { dryRun, hosts, reason } from '../manual.ts';

/** A manual invocation that suspends hosts. An unknown member is an error: a typing error in `dryRun` must not stop a host. */
export const schema = z.strictObject({ reason, hosts, dryRun });
