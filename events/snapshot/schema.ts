import * as z from 'zod/mini';

import { dryRun, hosts, reason } from '../manual.ts';

/** The schedule of the nights; its time says which. */
const night = z.strictObject({ schedule: z.literal('nightly'), dryRun });

/** A manual invocation. An unknown member is an error: a typing error in `dryRun` must not take a snapshot. */
const request = z.strictObject({
  schedule: z.optional(z.undefined()),
  reason,
  hosts,
  /** By whom the snapshots are kept: a name, or `retention` for the policy of the host. Signs that a tag may have. */
  keep: z.optional(z.string().check(z.regex(/^[\p{L}\p{N} +\-=._:/@]{1,128}$/u))),
  dryRun,
});

/** What `snapshot` is invoked with. */
export const schema = z.discriminatedUnion('schedule', [night, request]);
