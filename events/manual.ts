import * as z from 'zod/mini';

// The fields of manual invocations.

/** Why the operator does it; the notification begins with it. */
export const reason = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));

/** The names of the hosts in their tags; all hosts when absent. */
export const hosts = z.optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1)));

/** `true` only returns what would be done. */
export const dryRun = z.optional(z.boolean());
