import type {
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListTopicsResponse,
  PublishInput,
  PublishResponse,
} from '@aws-sdk/client-sns';

import { LIMITS, TEXTS } from '../quotas.ts';
import type { Clock } from '../clock.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';

/** An e-mail as it arrives. */
export interface Mail {
  readonly at: Date;
  readonly to: string;
  /** Absent where it came by none. */
  readonly topicArn?: string;
  readonly subject: string;
  readonly body: string;
}

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);

/** What a function is invoked with. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const snsEvent = (TopicArn: string, Subject: string, Message: string, at: Date) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: `${TopicArn}:subscription`,
      Sns: { Type: 'Notification', TopicArn, Subject, Message, Timestamp: at.toISOString(), MessageAttributes: {} },
    },
  ],
});

interface Subscriber {
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
}

/** SNS: topics whose subscribers read e-mail, or are functions. */
export const createSns = (clock: Clock, deliver: (functionArn: string, event: object) => void) => {
  const subscribers = new Map<string, Subscriber[]>();
  const mails: Mail[] = [];

  const send = (to: string, subject: string, body: string): void => {
    mails.push({ at: clock.now(), to, subject, body });
  };

  const publish = (topicArn: string, subject: string, body: string): void => {
    for (const { protocol, endpoint, confirmed } of subscribers.get(topicArn) ?? []) {
      if (!confirmed) continue;
      if (protocol === 'email') mails.push({ at: clock.now(), to: endpoint, topicArn, subject, body });
      else deliver(endpoint, snsEvent(topicArn, subject, body, clock.now()));
    }
  };

  const Publish: Operation<PublishInput, PublishResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn, Subject, Message = '' }) => {
      if (TopicArn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
      if (Subject !== undefined && (Subject.length > LIMITS.subject.max || !TEXTS.subject.allowed.test(Subject))) {
        throw invalid('Subject');
      }
      if (Message === '') throw invalid('Empty message');
      if (Buffer.byteLength(Message) > LIMITS.messageBytes.max) throw invalid('Message too long');
      if (!subscribers.has(TopicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
      publish(TopicArn, Subject ?? 'AWS Notification Message', Message);
      return { MessageId: `message-${mails.length}` };
    },
  };

  const ListTopics: Operation<object, ListTopicsResponse> = {
    handle: () => ({ Topics: [...subscribers.keys()].map((TopicArn) => ({ TopicArn })) }),
  };

  const ListSubscriptionsByTopic: Operation<ListSubscriptionsByTopicInput, ListSubscriptionsByTopicResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '' }) => {
      const known = subscribers.get(TopicArn);
      if (!known) throw new AwsError('NotFound', 'Topic does not exist', 404);
      return {
        Subscriptions: known.map(({ protocol, endpoint, confirmed }, at) => ({
          SubscriptionArn: confirmed ? `${TopicArn}:${at}` : 'PendingConfirmation',
          Owner: ACCOUNT,
          Protocol: protocol,
          Endpoint: endpoint,
          TopicArn,
        })),
      };
    },
  };

  return {
    service: { Publish, ListTopics, ListSubscriptionsByTopic } satisfies Service,
    mails,
    /** An e-mail that does not come by a topic. */
    send,
    /** What AWS's own services do on a topic: no role of ours is asked. */
    publish,
    createTopic: (topicArn: string): void => {
      subscribers.set(topicArn, []);
    },
    /** Until its reader has confirmed a subscription by e-mail, nothing arrives; a function needs not confirm. */
    subscribe: (topicArn: string, protocol: string, endpoint: string, confirmed = true): void => {
      if (protocol !== 'email' && protocol !== 'lambda')
        throw new Error(`the world does not know the protocol ${protocol}`);
      subscribers.get(topicArn)?.push({ protocol, endpoint, confirmed });
    },
  };
};
