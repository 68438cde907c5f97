import type { Bucket } from '../quotas.ts';

const PUBLISH = 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html';

export const LIMITS = {
  /** Characters. */
  subject: { max: 99, page: PUBLISH },
  messageBytes: { max: 262_144, page: PUBLISH },
} as const;

/** ASCII without line breaks and control characters; it begins with a letter, a number or a punctuation mark. */
export const SUBJECT_TEXT = { allowed: /^[\x21-\x7e][\x20-\x7e]*$/, page: PUBLISH } as const;

/** The form of a topic's ARN. */
export const TOPIC_ARN = { allowed: /^arn:[\w-]+:sns:[\w-]+:\d{12}:.+$/, page: PUBLISH } as const;

export const BUCKETS: readonly Bucket[] = [
  {
    operations: /^Publish/,
    tokens: 300,
    perSecond: 300,
    error: ['Throttled', 'Rate exceeded', 429],
    page: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
  },
];
