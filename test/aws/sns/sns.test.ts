import { describe, expect, it } from 'vitest';

import { createSns } from './index.ts';
import { awsErrorLike, ownerCall, START, startClock } from '../fixtures.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';

const givenTopic = () => {
  const clock = startClock();
  const sns = createSns(clock, () => {});
  sns.createTopic(TOPIC);
  sns.subscribe(TOPIC, 'email', 'reader@example.com');
  sns.subscribe(TOPIC, 'email', 'not-yet@example.com', false);
  const call = ownerCall(clock);
  return {
    ...sns,
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

  it('refuses an unknown topic', () => {
    const { publishAs, service } = givenTopic();
    expect(() => publishAs({ TopicArn: `${TOPIC}s` })).toThrow(awsErrorLike('NotFound', 'Topic does not exist'));
    const call = ownerCall(startClock());
    expect(service.Publish.authorization?.({ TopicArn: TOPIC, Message: 'x' }, call)).toEqual([{ resource: TOPIC }]);
  });
});
