import * as z from 'zod/mini';

import { sharedInput } from '../cli/options.ts';

/** What `enroll` may be given. */
export const enrollInput = z.extend(sharedInput, {
  group: z.string().check(z.minLength(1, 'must not be empty')),
  host: z.optional(z.string().check(z.regex(/^[\w.-]{1,64}$/, 'must be a name like blog'))),
  volume: z.optional(
    z.string().check(z.regex(/^(vol-[0-9a-f]+|none)$/, 'must be an id like vol-0123456789abcdef0, or none')),
  ),
  device: z.optional(z.string().check(z.regex(/^\/dev\/\w+$/, 'must be a name like /dev/sdf'))),
  records: z.optional(z.array(z.string())),
  hostedZone: z.optional(z.string().check(z.regex(/^Z[A-Z0-9]+$/, 'must be an id like Z0123456789ABC'))),
  address: z.optional(
    z.string().check(z.regex(/^eipalloc-[0-9a-f]+$/, 'must be an id like eipalloc-0123456789abcdef0')),
  ),
  cluster: z.optional(z.string().check(z.regex(/^[\w-]{1,255}$/, 'must be the name of a cluster'))),
});

/** The same, read. */
export type EnrollInput = z.output<typeof enrollInput>;
