import { TAGS } from '../hosts/tags.ts';
import type { Notifier } from './notify.ts';
import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Sns } from '../aws/sns.ts';

/** Publishes to the owner's topic, and records the history in a tag of the host's group. */
export const snsNotifier = (
  { publish }: Sns,
  topicArn: string,
  autoScalingIn: (region: string) => Pick<AutoScaling, 'createOrUpdateTags'>,
): Notifier => ({
  send: ({ subject, body }) => publish(topicArn, subject, body),
  saveHistory: ({ region, group }, value) =>
    autoScalingIn(region).createOrUpdateTags(group, { [TAGS.notified.name]: value }),
});
