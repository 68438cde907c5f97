import type * as z from 'zod/mini';

import type { deployOutput } from '../schemas.ts';

/** What was deployed, or would be, and what is to be done to have it on the host. */
export const renderDeploy = ({ dryRun, commands, replace }: z.output<typeof deployOutput>): string => {
  if (dryRun) return commands.join('\n');
  return replace === undefined
    ? 'Deployed.'
    : `Deployed. The launch template changed, and the instance that runs has the one before. To replace it:\n  ${replace}`;
};
