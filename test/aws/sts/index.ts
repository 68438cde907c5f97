import * as client from '@aws-sdk/client-sts';

import { ACCOUNT, type Operation, type Service } from '../operation.ts';

/** STS: who the caller is. Everybody is a session of a role, the owner too. */
const createSts = () => {
  const GetCallerIdentity: Operation<object, client.GetCallerIdentityResponse> = {
    /** IAM never denies it. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
    authorization: () => [],
    handle: (_, { caller }) => ({
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${caller}/simulated`,
      UserId: `AROA${caller.toUpperCase()}:simulated`,
    }),
  };

  return { service: { GetCallerIdentity } satisfies Service };
};

export const sts = {
  api: { client, protocol: 'query', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  create: createSts,
} as const;
