import * as z from 'zod/mini';

/** Why a person does it: it opens the message to the owner. */
export const reason = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));

/** Which hosts, by the names in their tags; all where it is left out. */
export const hosts = z.optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1)));

/** `true` only says what would be done. */
export const dryRun = z.optional(z.boolean());
