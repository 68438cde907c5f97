import { uuidOf } from '../ids.ts';

/** The event that SNS invokes a function with. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const snsEvent = (TopicArn: string, Subject: string, Message: string, at: Date) => {
  const EventSubscriptionArn = `${TopicArn}:${uuidOf(TopicArn)}`;
  const site = `https://sns.${TopicArn.split(':')[3] ?? ''}.amazonaws.com`;
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: uuidOf(`${TopicArn} ${at.toISOString()} ${Message}`),
          TopicArn,
          Subject,
          Message,
          Timestamp: at.toISOString(),
          SignatureVersion: '1',
          Signature: 'not-signed',
          SigningCertUrl: `${site}/SimpleNotificationService.pem`,
          UnsubscribeUrl: `${site}/?Action=Unsubscribe&SubscriptionArn=${EventSubscriptionArn}`,
          MessageAttributes: {},
        },
      },
    ],
  };
};
