import type * as sdk from '@aws-sdk/client-sns';
import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { LIMITS, SUBJECT_TEXT, TOPIC_ARN } from './quotas.ts';

/** A subscriber of a topic. */
export interface Subscriber {
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
}

/** The refusal of a parameter. */
export const invalid = (problem: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${problem}`);

/** Throws `InvalidParameter` for what is no ARN of a topic, and `NotFound` for a topic that does not exist. */
export const findTopic = (topics: ReadonlyMap<string, Subscriber[]>, arn: string): Subscriber[] => {
  if (!TOPIC_ARN.allowed.test(arn)) throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${arn}`);
  const subscribers = topics.get(arn);
  if (!subscribers) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return subscribers;
};

/** The subscriptions of a topic as SNS describes them. */
export const toSdkSubscriptions = (TopicArn: string, subscribers: readonly Subscriber[]): sdk.Subscription[] =>
  subscribers.map(({ protocol, endpoint, confirmed }, index) => ({
    SubscriptionArn: confirmed ? `${TopicArn}:${index}` : 'PendingConfirmation',
    Owner: ACCOUNT,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn,
  }));

const messages = z.record(z.string(), z.unknown());

/** The message of each protocol: all have the same, unless it is JSON that says otherwise. */
const messageByProtocol = (message: string, structure: string | undefined): ((protocol: string) => string) => {
  if (structure === undefined) return () => message;
  if (structure !== 'json') throw invalid('MessageStructure');
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  const { data: byProtocol = {} } = z.safeParse(messages, parsed);
  if (typeof byProtocol['default'] !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body');
  return (protocol) => String(byProtocol[protocol] ?? byProtocol['default']);
};

/** Operations on topics. `publish` delivers to the subscribers of a topic. */
export const snsOperations = (deps: {
  readonly clock: Clock;
  readonly topics: ReadonlyMap<string, Subscriber[]>;
  readonly publish: (topicArn: string, subject: string, messageOf: (protocol: string) => string) => void;
}) => {
  const { clock, topics, publish } = deps;

  const Publish: Operation<sdk.PublishInput, sdk.PublishResponse> = {
    authorization: ({ TopicArn, TargetArn = '' }) => [{ resource: TopicArn ?? TargetArn }],
    handle: ({ TargetArn, TopicArn = TargetArn, Subject, Message = '', MessageStructure }) => {
      if (TopicArn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
      if (Subject !== undefined && (Subject.length > LIMITS.subject.max || !SUBJECT_TEXT.allowed.test(Subject)))
        throw invalid('Subject');
      if (Message === '') throw invalid('Empty message');
      if (Buffer.byteLength(Message) > LIMITS.messageBytes.max) throw invalid('Message too long');
      const messageOf = messageByProtocol(Message, MessageStructure);
      findTopic(topics, TopicArn);
      publish(TopicArn, Subject ?? 'AWS Notification Message', messageOf);
      return { MessageId: drawUuid(clock) };
    },
  };

  const ListTopics: Operation<sdk.ListTopicsInput, sdk.ListTopicsResponse> = {
    handle: ({ NextToken }) => {
      if (NextToken !== undefined) throw invalid('NextToken');
      return { Topics: [...topics.keys()].map((TopicArn) => ({ TopicArn })) };
    },
  };

  const ListSubscriptionsByTopic: Operation<sdk.ListSubscriptionsByTopicInput, sdk.ListSubscriptionsByTopicResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '' }) => ({ Subscriptions: toSdkSubscriptions(TopicArn, findTopic(topics, TopicArn)) }),
  };

  return { Publish, ListTopics, ListSubscriptionsByTopic };
};
