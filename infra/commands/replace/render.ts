import type * as z from 'zod/mini';

import type { replaceOutput } from '../schemas.ts';

/** What was replaced by what. */
export const renderReplace = ({ dryRun, host, instanceId, successor }: z.output<typeof replaceOutput>): string => {
  if (dryRun) return `${instanceId} of ${host} would be terminated, and its group would launch another.`;
  return successor === undefined
    ? `${instanceId} of ${host} was terminated, and nothing is in service after 20 minutes: npm run hostkeeper -- status`
    : `${host} is at ${successor}, instead of ${instanceId}.`;
};
