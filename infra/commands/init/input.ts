import * as z from 'zod/mini';

import { sharedInput } from '../cli/options.ts';

const text = z.optional(z.string());

/**
 * What `init` may be given. The values are texts: an option and a reply at the terminal meet the same check
 * ({@link ./answer.ts}).
 */
export const initInput = z
  .extend(sharedInput, {
    stage: z.string().check(
      z.regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'must be a name of letters, digits and hyphens, like prod'),
      z.refine((stage) => stage !== 'default', 'cannot be default, which is the settings of every stage'),
    ),
    group: text,
    email: text,
    domain: text,
    image: text,
    budget: text,
    host: text,
    zones: z.optional(z.array(z.string())),
    instanceType: text,
  })
  .check(z.refine(({ region = [] }) => region.length <= 1, { error: 'must be one region', path: ['region'] }));

/** The same, read. */
export type InitInput = z.output<typeof initInput>;
