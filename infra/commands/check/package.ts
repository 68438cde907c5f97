import { readFileSync } from 'node:fs';

import { readServerless, TEMPLATE_FILE } from '../deploy/serverless.ts';
import { namesOf, type Names } from './checks.ts';

/**
 * The names of the stack as it would be deployed to a region. It is packaged for that, unless HOSTKEEPER_PACKAGED says
 * that this was just done. The notification address does not matter to the names.
 */
export const plannedNames = (stage: string, region: string): Names => {
  const args = ['package', `--stage=${stage}`, `--region=${region}`, '--param=notificationEmail=you@example.com'];
  if (process.env['HOSTKEEPER_PACKAGED'] === undefined) readServerless(args, 'The stack cannot be packaged');
  return namesOf(readFileSync(TEMPLATE_FILE, 'utf8'));
};
