import type * as sdk from '@aws-sdk/client-sns';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import type { Operation } from '../operation.ts';
import { findTopic, invalid, type Subscriber, toSdkSubscriptions } from './operations.ts';

/** The text of the e-mail that confirms a subscription. AWS sends a link in the place of the command. */
const confirmation = (topicArn: string, token: string): string =>
  [
    `You have chosen to subscribe to the topic:\n${topicArn}`,
    'To confirm this subscription, type in the place of the link that AWS sends:',
    `aws sns confirm-subscription --topic-arn ${topicArn} --token ${token}\n`,
  ].join('\n\n');

/** Operations by which an owner subscribes to topics: by e-mail only. `send` sends an e-mail. */
export const subscriptionOperations = (deps: {
  readonly clock: Clock;
  readonly topics: ReadonlyMap<string, Subscriber[]>;
  readonly send: (to: string, subject: string, body: string) => void;
}) => {
  const { clock, topics, send } = deps;
  const pending = new Map<string, Subscriber>();

  const Subscribe: Operation<sdk.SubscribeInput, sdk.SubscribeResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '', Protocol: protocol = '', Endpoint: endpoint = '' }) => {
      const topic = findTopic(topics, TopicArn);
      if (protocol !== 'email') throw notSimulated(`the protocol ${protocol} of sns:Subscribe`, ['email']);
      if (!endpoint.includes('@')) throw invalid('Email address');
      const subscriber = { protocol, endpoint, confirmed: false };
      const token = drawUuid(clock);
      pending.set(token, subscriber);
      topic.push(subscriber);
      send(endpoint, 'AWS Notification - Subscription Confirmation', confirmation(TopicArn, token));
      return { SubscriptionArn: 'pending confirmation' };
    },
  };

  const ConfirmSubscription: Operation<sdk.ConfirmSubscriptionInput, sdk.ConfirmSubscriptionResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '', Token = '' }) => {
      const topic = findTopic(topics, TopicArn);
      const index = topic.findIndex((one) => one === pending.get(Token));
      const subscriber = topic[index];
      if (!subscriber) throw invalid('Token');
      topic[index] = { ...subscriber, confirmed: true };
      return { SubscriptionArn: `${TopicArn}:${index}` };
    },
  };

  const ListSubscriptions: Operation<object, sdk.ListSubscriptionsResponse> = {
    handle: () => ({
      Subscriptions: [...topics].flatMap(([topicArn, subscribers]) => toSdkSubscriptions(topicArn, subscribers)),
    }),
  };

  return { Subscribe, ConfirmSubscription, ListSubscriptions };
};
