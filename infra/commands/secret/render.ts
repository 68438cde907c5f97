import type * as z from 'zod/mini';

import type { secretOutput } from '../schemas.ts';

/** The keys, and what the web container lacks; never a value. */
export const renderSecret = ({ dryRun, set, isRead, keys, missing }: z.output<typeof secretOutput>): string =>
  [
    ...(set === undefined ? keys : [dryRun ? `${set} would be set.` : `${set} is set.`]),
    ...(isRead === false ? [`The web container does not get it yet: add ${set} to host.secrets, and deploy.`] : []),
    ...missing.map(
      (key) => `${key} is missing, so the web container does not start: npm run hostkeeper -- secret set ${key}`,
    ),
  ].join('\n');
