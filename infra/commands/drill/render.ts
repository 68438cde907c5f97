import type * as z from 'zod/mini';

import { isOutcomeWord, OUTCOMES } from '../../../libs/drills/outcome.ts';
import { formatPrice } from '../../../libs/drills/price.ts';
import { describeAge, describeDuration } from '../../../libs/drills/words.ts';
import type { drillOutput } from '../schemas.ts';

/** How a drill ended, or what it would be; the e-mail has what was looked at. */
export const renderDrill = ({ dryRun, host, reason, actions = [], drill }: z.output<typeof drillOutput>): string => {
  if (dryRun && actions.length > 0) return `${host}: ${actions.map((action) => action.reason).join('; ')}`;
  if (!drill) return `${host} was not drilled: ${reason}`;
  const { result, snapshotId, snapshotMinutes, seconds, usd } = drill;
  const meaning = isOutcomeWord(result) ? OUTCOMES[result].meaning : result;
  return [
    `${snapshotId} of ${host}, ${describeAge(snapshotMinutes)} old: ${meaning} (${result}).`,
    `It took ${describeDuration(seconds)} and cost at most ${formatPrice(usd)}. The e-mail has the details.`,
  ].join('\n');
};
