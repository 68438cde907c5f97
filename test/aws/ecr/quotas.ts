import type { Bucket } from '../quotas.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide';

/** How long a password is valid. */
export const TOKEN = { hours: 12, page: `${GUIDE}/registry_auth.html` } as const;

export const BUCKETS: readonly Bucket[] = [
  {
    operations: /^GetAuthorizationToken$/,
    tokens: 200,
    perSecond: 20,
    error: ['ThrottlingException', 'Rate exceeded', 400],
    page: `${GUIDE}/common-errors.html`,
  },
];
