/**
 * Takes a host out of hostkeeper's hands: its hooks and hostkeeper's own tags go, everything else stays.
 *
 *   npm run unenroll -- <host> [--region us-east-1] [--stage prod]
 */
import { parseArgs } from 'node:util';

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';

import { messageOf } from '../../libs/controller/result.ts';
import { unenroll } from './unenroll/unenroll.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { stage: { type: 'string', default: 'prod' }, region: { type: 'string', default: 'us-east-1' } },
});
const { stage, region } = values;
const [host] = positionals;

try {
  if (host === undefined || positionals.length > 1) throw new TypeError('Name one host: npm run unenroll -- <host>');
  for (const line of await unenroll(new AutoScalingClient({ region }), { host, stage, region })) console.info(line);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
