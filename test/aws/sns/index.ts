import * as client from '@aws-sdk/client-sns';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { BUCKETS, LIMITS, SUBJECT_TEXT } from './quotas.ts';

/** An e-mail that was delivered. */
interface Mail {
  readonly at: Date;
  readonly to: string;
  /** Absent for an e-mail that was sent without a topic. */
  readonly topicArn?: string;
  readonly subject: string;
  readonly body: string;
}

const invalid = (problem: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${problem}`);

/** The event that SNS invokes a function with. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
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
  confirmed: boolean;
  /** Confirms it. */
  readonly token?: string;
}

/** SNS: topics with subscribers by e-mail or Lambda. `deliver` invokes a function asynchronously. */
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

  const Publish: Operation<client.PublishInput, client.PublishResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn, Subject, Message = '' }) => {
      if (TopicArn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
      if (Subject !== undefined && (Subject.length > LIMITS.subject.max || !SUBJECT_TEXT.allowed.test(Subject))) {
        throw invalid('Subject');
      }
      if (Message === '') throw invalid('Empty message');
      if (Buffer.byteLength(Message) > LIMITS.messageBytes.max) throw invalid('Message too long');
      if (!subscribers.has(TopicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
      publish(TopicArn, Subject ?? 'AWS Notification Message', Message);
      return { MessageId: `message-${mails.length}` };
    },
  };

  const ListTopics: Operation<object, client.ListTopicsResponse> = {
    handle: () => ({ Topics: [...subscribers.keys()].map((TopicArn) => ({ TopicArn })) }),
  };

  const describe = (topicArn: string): readonly client.Subscription[] =>
    (subscribers.get(topicArn) ?? []).map(({ protocol, endpoint, confirmed }, index) => ({
      SubscriptionArn: confirmed ? `${topicArn}:${index}` : 'PendingConfirmation',
      Owner: ACCOUNT,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    }));

  const ListSubscriptionsByTopic: Operation<
    client.ListSubscriptionsByTopicInput,
    client.ListSubscriptionsByTopicResponse
  > = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '' }) => {
      if (!subscribers.has(TopicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
      return { Subscriptions: [...describe(TopicArn)] };
    },
  };

  const ListSubscriptions: Operation<object, client.ListSubscriptionsResponse> = {
    handle: () => ({ Subscriptions: [...subscribers.keys()].flatMap(describe) }),
  };

  /** Only by e-mail: the address receives what confirms it. */
  const Subscribe: Operation<client.SubscribeInput, client.SubscribeResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '', Protocol = '', Endpoint = '' }) => {
      const topic = subscribers.get(TopicArn);
      if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
      if (Protocol !== 'email') throw notSimulated(`the protocol ${Protocol} of sns:Subscribe`, ['email']);
      if (!Endpoint.includes('@')) throw invalid('Email address');
      const token = drawUuid(clock);
      topic.push({ protocol: Protocol, endpoint: Endpoint, confirmed: false, token });
      send(
        Endpoint,
        'AWS Notification - Subscription Confirmation',
        `You have chosen to subscribe to the topic:\n${TopicArn}\n\nTo confirm this subscription (in the sandbox, instead of the link that AWS sends):\n\naws sns confirm-subscription --topic-arn ${TopicArn} --token ${token}\n`,
      );
      return { SubscriptionArn: 'pending confirmation' };
    },
  };

  const ConfirmSubscription: Operation<client.ConfirmSubscriptionInput, client.ConfirmSubscriptionResponse> = {
    authorization: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    handle: ({ TopicArn = '', Token }) => {
      const topic = subscribers.get(TopicArn) ?? [];
      const index = topic.findIndex(({ token }) => token !== undefined && token === Token);
      const subscriber = topic[index];
      if (!subscriber) throw invalid('Token');
      subscriber.confirmed = true;
      return { SubscriptionArn: `${TopicArn}:${index}` };
    },
  };

  return {
    service: {
      Publish,
      ListTopics,
      ListSubscriptions,
      ListSubscriptionsByTopic,
      Subscribe,
      ConfirmSubscription,
    } satisfies Service,
    /** Every e-mail that was delivered. */
    mails,
    /** Sends an e-mail without a topic. */
    send,
    /** Publishes as one of AWS's own services: without a role, limits or a rate limit. */
    publish,
    createTopic: (topicArn: string): void => {
      subscribers.set(topicArn, []);
    },
    /** Subscribes to a topic. An e-mail subscription receives nothing until it is confirmed. Throws for another protocol. */
    subscribe: (topicArn: string, protocol: string, endpoint: string, confirmed = true): void => {
      if (protocol !== 'email' && protocol !== 'lambda')
        throw new Error(`The simulator does not support the protocol "${protocol}" of SNS.`);
      subscribers.get(topicArn)?.push({ protocol, endpoint, confirmed });
    },
  };
};

/** Invokes functions asynchronously. */
interface FunctionInvoker {
  readonly invokeAsync: (functionArn: string, event: object) => void;
}

export const sns = {
  api: { client, protocol: 'query', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
  deniedCode: 'AuthorizationError',
  buckets: BUCKETS,
  create: ({ clock, resources, peers }: AccountContext & { readonly peers: { readonly lambda: FunctionInvoker } }) => {
    const created = createSns(clock, (functionArn, event) => peers.lambda.invokeAsync(functionArn, event));
    for (const { arn } of resources('AWS::SNS::Topic')) created.createTopic(arn);
    for (const { properties } of resources('AWS::SNS::Subscription'))
      created.subscribe(String(properties['TopicArn']), String(properties['Protocol']), String(properties['Endpoint']));
    return created;
  },
} as const;
