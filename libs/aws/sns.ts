import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** What hostkeeper asks of SNS. */
export interface Sns {
  /**
   * Sends one message to all who subscribed. `subject` holds at most 100 characters of ASCII without line breaks.
   * Throws what SNS throws. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
   */
  readonly publish: (topicArn: string, subject: string, message: string) => Promise<void>;
}

export const createSns = (client: SNSClient): Sns => ({
  publish: async (TopicArn, Subject, Message) => {
    await client.send(new PublishCommand({ TopicArn, Subject, Message }));
  },
});
