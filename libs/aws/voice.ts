import { TAGS } from '../fleet.ts';
import type { HostTarget } from '../report.ts';
import type { Platform } from '../lambda.ts';
import type { Voice } from '../tell.ts';
import type { AutoScaling } from './auto-scaling.ts';
import { snsOf } from './clients.ts';

/** Where a function tells. */
interface Address {
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
}

/** Letters go to the owner's topic, and what was told is remembered on the host's group. */
export const voiceOf = (
  platform: Platform,
  { TOPIC_ARN, AWS_REGION }: Address,
  autoScaling: (region: string) => Pick<AutoScaling, 'createOrUpdateTags'>,
): Voice<HostTarget> => {
  const { publish } = snsOf(platform, AWS_REGION);
  return {
    publish: ({ subject, body }) => publish(TOPIC_ARN, subject, body),
    writeTold: ({ region, group }, value) => autoScaling(region).createOrUpdateTags(group, { [TAGS.told]: value }),
  };
};
