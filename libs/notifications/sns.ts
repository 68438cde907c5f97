import { TAGS } from '../hosts/directory.ts';
import type { Platform } from '../runtime/handler.ts';
import type { Notifier } from './notify.ts';
import type { AutoScaling } from '../aws/auto-scaling.ts';
import { snsOf } from '../aws/clients.ts';

/** The topic to publish to, and its region. */
interface NotificationTarget {
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
}

/** Publishes to the owner's topic, and records the history in a tag of the host's group. */
export const snsNotifier = (
  platform: Platform,
  { TOPIC_ARN, AWS_REGION }: NotificationTarget,
  autoScaling: (region: string) => Pick<AutoScaling, 'createOrUpdateTags'>,
): Notifier => {
  const { publish } = snsOf(platform, AWS_REGION);
  return {
    send: ({ subject, body }) => publish(TOPIC_ARN, subject, body),
    saveHistory: ({ region, group }, value) =>
      autoScaling(region).createOrUpdateTags(group, { [TAGS.notified]: value }),
  };
};
