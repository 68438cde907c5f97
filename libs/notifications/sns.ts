import { TAGS } from '../hosts/tags.ts';
import type { HostRef } from '../controller/result.ts';
import type { Platform } from '../runtime/handler.ts';
import type { Notifier } from './notify.ts';
import type { AutoScaling } from '../aws/auto-scaling.ts';
import { snsOf } from '../aws/clients.ts';

/** Where a function tells. */
interface NotificationTarget {
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
}

/** Letters go to the owner's topic, and what was told is remembered on the host's group. */
export const snsNotifier = (
  platform: Platform,
  { TOPIC_ARN, AWS_REGION }: NotificationTarget,
  autoScaling: (region: string) => Pick<AutoScaling, 'createOrUpdateTags'>,
): Notifier<HostRef> => {
  const { publish } = snsOf(platform, AWS_REGION);
  return {
    send: ({ subject, body }) => publish(TOPIC_ARN, subject, body),
    saveHistory: ({ region, group }, value) =>
      autoScaling(region).createOrUpdateTags(group, { [TAGS.notified.name]: value }),
  };
};
