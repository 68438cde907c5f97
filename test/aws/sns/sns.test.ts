import { describe, expect, it } from 'vitest';

import { createSns } from './index.ts';
import { awsErrorLike, ownerCall, START, startClock } from '../fixtures.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';

const givenTopic = () => {
  const clock = startClock();
  const deliveries: object[] = [];
  const sns = createSns(clock, (_, event) => deliveries.push(event));
  sns.createTopic(TOPIC);
  sns.subscribe(TOPIC, 'email', 'reader@example.com');
  sns.subscribe(TOPIC, 'email', 'not-yet@example.com', false);
  const call = ownerCall(clock);
  return {
    ...sns,
    deliveries,
    publishAs: (input: object) => sns.service.Publish.handle({ TopicArn: TOPIC, Message: 'x', ...input }, call),
  };
};

describe('SNS', () => {
  it('delivers an e-mail to confirmed subscribers alone', () => {
    const { mails, publishAs } = givenTopic();
    publishAs({ Subject: 'S'.repeat(99), Message: 'Zürich\nis fine here' });
    expect(mails).toEqual([
      {
        at: new Date(START),
        to: 'reader@example.com',
        topicArn: TOPIC,
        subject: 'S'.repeat(99),
        body: 'Zürich\nis fine here',
      },
    ]);
  });

  it.each([
    ['a subject of 100 characters', { Subject: 'S'.repeat(100) }, 'Subject'],
    ['an empty subject', { Subject: '' }, 'Subject'],
    ['a subject that begins with a space', { Subject: ' S' }, 'Subject'],
    ['a subject beyond ASCII', { Subject: 'Zürich' }, 'Subject'],
    ['a subject of two lines', { Subject: 'two\nlines' }, 'Subject'],
    ['no message', { Message: '' }, 'Empty message'],
    ['a message over 256 KiB', { Message: 'ü'.repeat(131_073) }, 'Message too long'],
    ['no topic', { TopicArn: undefined }, 'TopicArn or TargetArn Reason: no value for required parameter'],
  ])('refuses %s, and sends nothing', (_, input, message) => {
    const { mails, publishAs } = givenTopic();
    expect(() => publishAs(input)).toThrow(awsErrorLike('InvalidParameter', `^Invalid parameter: ${message}$`));
    expect(mails).toEqual([]);
  });

  it('delivers to each protocol its own message where the message is JSON with one', () => {
    const { mails, publishAs, deliveries, subscribe } = givenTopic();
    subscribe(TOPIC, 'lambda', 'arn:aws:lambda:us-east-1:123456789012:function:reader');
    publishAs({ MessageStructure: 'json', Message: '{"default":"all","email":"people"}' });
    expect(mails.map(({ body }) => body)).toEqual(['people']);
    expect(deliveries).toMatchObject([{ Records: [{ Sns: { Message: 'all' } }] }]);
    for (const Message of ['no JSON', '{"email":"people"}'])
      expect(() => publishAs({ MessageStructure: 'json', Message })).toThrow(
        awsErrorLike('InvalidParameter', '^Invalid parameter: Message Structure - '),
      );
    expect(mails).toHaveLength(1);
  });

  it('delivers to a function with every key of a notification', () => {
    const { publishAs, deliveries, subscribe } = givenTopic();
    subscribe(TOPIC, 'lambda', 'arn:aws:lambda:us-east-1:123456789012:function:reader');
    publishAs({ TopicArn: undefined, TargetArn: TOPIC });
    expect(deliveries).toEqual([
      {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: expect.stringMatching(`^${TOPIC}:[0-9a-f-]{36}$`),
            Sns: {
              Type: 'Notification',
              MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
              TopicArn: TOPIC,
              Subject: 'AWS Notification Message',
              Message: 'x',
              Timestamp: new Date(START).toISOString(),
              SignatureVersion: '1',
              Signature: 'not-signed',
              SigningCertUrl: expect.stringMatching('^https://sns.us-east-1.amazonaws.com/'),
              UnsubscribeUrl: expect.stringMatching('^https://sns.us-east-1.amazonaws.com/'),
              MessageAttributes: {},
            },
          },
        ],
      },
    ]);
  });

  it('refuses what is no ARN of a topic', () => {
    const { publishAs, service } = givenTopic();
    const malformed = awsErrorLike('InvalidParameter', 'TopicArn Reason');
    expect(() => publishAs({ TopicArn: 'news' })).toThrow(malformed);
    const call = ownerCall(startClock());
    expect(() => service.ListSubscriptionsByTopic.handle({ TopicArn: 'news' }, call)).toThrow(malformed);
    expect(() => service.ListTopics.handle({ NextToken: 'more' }, call)).toThrow(
      awsErrorLike('InvalidParameter', 'NextToken'),
    );
  });

  it('refuses an unknown topic', () => {
    const { publishAs, service } = givenTopic();
    expect(() => publishAs({ TopicArn: `${TOPIC}s` })).toThrow(awsErrorLike('NotFound', 'Topic does not exist'));
    const call = ownerCall(startClock());
    expect(service.Publish.authorization?.({ TopicArn: TOPIC, Message: 'x' }, call)).toEqual([{ resource: TOPIC }]);
  });
});
