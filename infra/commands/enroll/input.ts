import * as z from 'zod/mini';

import { type TagDefinition, TAGS } from '../../../libs/hosts/tags.ts';
import { sharedInput } from '../cli/options.ts';

/** An option that becomes the value of a tag. */
const tagValue = (tag: TagDefinition) =>
  z.optional(z.string().check(z.refine((text) => tag.parse(text) !== undefined, `is invalid: ${tag.fix}`)));

/** What `enroll` may be given. */
export const enrollInput = z.extend(sharedInput, {
  group: z.string().check(z.minLength(1, 'must not be empty')),
  host: tagValue(TAGS.host),
  volume: z.optional(
    z.string().check(z.regex(/^(vol-[0-9a-f]+|none)$/, 'must be an id like vol-0123456789abcdef0, or none')),
  ),
  device: tagValue(TAGS.device),
  records: z.optional(
    z.array(
      z
        .string()
        .check(z.refine((name) => TAGS.records.parse(name) !== undefined, 'must be names like www.example.com')),
    ),
  ),
  hostedZone: tagValue(TAGS.hostedZone),
  address: tagValue(TAGS.address),
  cluster: tagValue(TAGS.cluster),
});

/** The same, read. */
export type EnrollInput = z.output<typeof enrollInput>;
