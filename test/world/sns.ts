import type { PublishInput, PublishResponse } from '@aws-sdk/client-sns';

import { LIMITS } from './aws.ts';
import type { Clock } from './clock.ts';
import { AwsError, type Operation, type Service } from './service.ts';

/** An e-mail as it arrives. */
export interface Mail {
  readonly at: Date;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

/** SNS: topics whose subscribers read e-mail. */
export const createSns = (clock: Clock) => {
  const subscribers = new Map<string, string[]>();
  const mails: Mail[] = [];

  const publish = (topicArn: string, subject: string, body: string): void => {
    for (const to of subscribers.get(topicArn) ?? []) mails.push({ at: clock.now(), to, subject, body });
  };

  const Publish: Operation<PublishInput, PublishResponse> = {
    access: ({ TopicArn = '' }) => [{ resource: TopicArn }],
    answer: ({ TopicArn = '', Subject, Message = '' }) => {
      if (!subscribers.has(TopicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
      const bad = Subject !== undefined && (Subject.length > LIMITS.subject.most || !/^[\x20-\x7e]+$/.test(Subject));
      if (bad) throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
      const tooLong = Buffer.byteLength(Message) > LIMITS.messageBytes.most;
      if (Message === '' || tooLong)
        throw new AwsError('InvalidParameter', `Invalid parameter: ${tooLong ? 'Message too long' : 'Empty message'}`);
      publish(TopicArn, Subject ?? 'AWS Notification Message', Message);
      return { MessageId: `message-${mails.length}` };
    },
  };

  return {
    service: { Publish } satisfies Service,
    mails,
    /** What AWS's own services do on a topic: no role of ours is asked. */
    publish,
    createTopic: (topicArn: string): void => {
      subscribers.set(topicArn, []);
    },
    /** A subscription that its reader has confirmed. */
    subscribe: (topicArn: string, address: string): void => {
      subscribers.get(topicArn)?.push(address);
    },
  };
};
