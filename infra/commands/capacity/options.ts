import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { sharedInput } from '../cli/options.ts';

/** What `stop` and `resume` may be given besides the shared options. */
export const capacityArguments = (): readonly Argument[] => [
  new Argument('[host...]', 'the names of hosts; all where none is named'),
];

/** See capacityArguments. */
export const capacityOptions = (): readonly Option[] => [
  new Option('--reason <text>', 'why: the notification begins with it (default: who did it)'),
  new Option('--no-wait', 'return when the function has answered, and do not follow the hosts'),
];

/** What these may be. */
export const capacityInput = z.extend(sharedInput, {
  host: z.array(z.string().check(z.minLength(1, 'must not be empty'))),
  reason: z.optional(z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(500))),
  wait: z.boolean(),
});
