import { TAGS } from '../hosts/tags.ts';
import type { Notifier } from './notify.ts';
import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Sns } from '../aws/sns.ts';

/** What SNS takes of a message, in UTF-8. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BODY_BYTES = 262_144;
const CUT = '\n\nThis message was too long, and is cut here: `npm run hostkeeper -- status` shows every host.\n';

/** A body that SNS takes. A character that the cut divides becomes U+FFFD of three bytes, at most one more than it had left. */
const fitBody = (body: string): string =>
  Buffer.byteLength(body) <= MAX_BODY_BYTES
    ? body
    : `${Buffer.from(body).toString('utf8', 0, MAX_BODY_BYTES - CUT.length - 3)}${CUT}`;

/** Publishes to the owner's topic, and records the history in a tag of the host's group. */
export const snsNotifier = (
  { publish }: Sns,
  topicArn: string,
  autoScalingIn: (region: string) => Pick<AutoScaling, 'createOrUpdateTags'>,
): Notifier => ({
  send: ({ subject, body }) => publish(topicArn, subject, fitBody(body)),
  saveHistory: ({ region, group }, value) =>
    autoScalingIn(region).createOrUpdateTags(group, { [TAGS.notified.name]: value }),
});
