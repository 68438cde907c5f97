import * as client from '@aws-sdk/client-sns';

import type { Clock } from '../clock.ts';
import type { Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { snsEvent } from './event.ts';
import { snsOperations, type Subscriber } from './operations.ts';
import { BUCKETS } from './quotas.ts';
import { subscriptionOperations } from './subscription-operations.ts';

/** An e-mail that was delivered. */
interface Mail {
  readonly at: Date;
  readonly to: string;
  /** Absent for an e-mail that was sent without a topic. */
  readonly topicArn?: string;
  readonly subject: string;
  readonly body: string;
}

/** SNS: topics with subscribers by e-mail or Lambda. `deliver` invokes a function asynchronously. */
export const createSns = (clock: Clock, deliver: (functionArn: string, event: object) => void) => {
  const topics = new Map<string, Subscriber[]>();
  const mails: Mail[] = [];

  const send = (to: string, subject: string, body: string): void => {
    mails.push({ at: clock.now(), to, subject, body });
  };

  const deliverTo = (topicArn: string, subject: string, messageOf: (protocol: string) => string): void => {
    for (const { protocol, endpoint, confirmed } of topics.get(topicArn) ?? []) {
      if (!confirmed) continue;
      const body = messageOf(protocol);
      if (protocol === 'email') mails.push({ at: clock.now(), to: endpoint, topicArn, subject, body });
      else deliver(endpoint, snsEvent(topicArn, subject, body, clock.now()));
    }
  };

  return {
    service: {
      ...snsOperations({ clock, topics, publish: deliverTo }),
      ...subscriptionOperations({ clock, topics, send }),
    } satisfies Service,
    /** Every e-mail that was delivered. */
    mails,
    /** Sends an e-mail without a topic. */
    send,
    /** Publishes as one of AWS's own services: without a role, limits or a rate limit. */
    publish: (topicArn: string, subject: string, body: string): void => deliverTo(topicArn, subject, () => body),
    createTopic: (topicArn: string): void => {
      topics.set(topicArn, []);
    },
    /** Subscribes to a topic. An e-mail subscription receives nothing until it is confirmed. Throws for another protocol. */
    subscribe: (topicArn: string, protocol: string, endpoint: string, confirmed = true): void => {
      if (protocol !== 'email' && protocol !== 'lambda')
        throw new Error(`The simulator does not support the protocol "${protocol}" of SNS.`);
      topics.get(topicArn)?.push({ protocol, endpoint, confirmed });
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
