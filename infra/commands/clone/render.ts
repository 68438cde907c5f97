import type * as z from 'zod/mini';

import type { cloneOutput } from '../schemas.ts';

/** What was copied, what that costs, and how it is deleted. */
export const renderClone = (output: z.output<typeof cloneOutput>): string => {
  const { host, source, gigabytes, type, zone, volumeId, usdMonth, performance, remove } = output;
  const price =
    usdMonth === undefined
      ? `It costs what ${gigabytes} GiB of ${type} cost in your region.`
      : `It costs ${usdMonth.toFixed(2)} USD a month.`;
  const besides = performance === undefined ? '' : ` Its ${performance} are billed besides.`;
  return [
    volumeId === undefined
      ? `${source} of ${host}, ${gigabytes} GiB of ${type} in ${zone}, would be copied.`
      : `${volumeId} in ${zone} is a copy of ${source} of ${host}.`,
    `${price}${besides} AWS also bills the copying, once and by the GiB: https://aws.amazon.com/ebs/pricing/`,
    'It is no backup: it is in the same zone as the volume.',
    ...(remove === undefined ? [] : [`To delete it: ${remove}`]),
  ].join('\n');
};
