import type * as z from 'zod/mini';

import type { enrollOutput } from '../schemas.ts';
import { volumeTagsOf } from './tags.ts';

type EnrollOutput = z.output<typeof enrollOutput>;

const tagLines = (tags: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(tags).map(([key, value]) => `    ${key} = ${value}`);

/** What was found, and the tags that are to be written. */
export const describeEnrollment = (output: EnrollOutput): string => {
  const { group, region, sizes, zones, instances, volume, address, groupTags, resourceTags } = output;
  const at = volume?.instanceId === undefined ? 'not attached' : `attached to ${volume.instanceId}`;
  return [
    `Group ${group} in ${region}, zone ${zones.join(', ')}, sizes ${sizes}, instances: ${instances.join(', ') || 'none'}`,
    '  tags:',
    ...tagLines(groupTags),
    ...(volume
      ? [`Volume ${volume.volumeId} in ${volume.zone}, ${at}`, '  tags:', ...tagLines(volumeTagsOf(resourceTags))]
      : ['No data volume']),
    ...(address === undefined ? [] : [`Address ${address}`, '  tags:', ...tagLines(resourceTags)]),
  ].join('\n');
};

/** The same, and what happens next. */
export const renderEnroll = (output: EnrollOutput): string =>
  output.dryRun
    ? `${describeEnrollment(output)}\nNothing was changed.`
    : `${output.host} is enrolled. Within two minutes hostkeeper adds its hooks, and an e-mail confirms it or says what is missing. See\n\n  npm run hostkeeper -- status`;
