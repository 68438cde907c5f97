import type * as z from 'zod/mini';

import type { unenrollOutput } from '../schemas.ts';

/** What was removed, or would be, and what is left to the owner. */
export const renderUnenroll = (output: z.output<typeof unenrollOutput>): string => {
  const { dryRun, host, group, hooks, tags, held, advice } = output;
  return [
    ...(held.length === 0 ? [] : [`Would first wait until the instances are in service or gone: ${held.join(', ')}.`]),
    `${dryRun ? 'Would remove the hooks' : 'Removed the hooks'} of ${group}: ${hooks.join(', ') || 'it has none'}.`,
    `${dryRun ? 'Would remove the tags' : 'Removed the tags'}: ${tags.join(', ')}.`,
    ...(advice === undefined ? [] : [advice]),
    ...(dryRun ? [] : [`${host} is no longer enrolled; nothing else was changed.`]),
  ].join('\n');
};
