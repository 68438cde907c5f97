import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** SNS in one region. */
export interface Sns {
  /**
   * Publishes a message to all subscribers of a topic. `subject` has at most 100 ASCII characters and no line break.
   * Throws the SDK's errors. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
   */
  readonly publish: (topicArn: string, subject: string, message: string) => Promise<void>;
}

export const createSns = (client: SNSClient): Sns => ({
  publish: async (TopicArn, Subject, Message) => {
    await client.send(new PublishCommand({ TopicArn, Subject, Message }));
  },
});
