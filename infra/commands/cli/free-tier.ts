import type { IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';

import { TIMEOUTS } from '../../../libs/aws/clients.ts';
import { HOME_REGION } from './home-region.ts';

const answer = z.object({
  accountPlanType: z.enum(['FREE', 'PAID']),
  accountPlanStatus: z.enum(['NOT_STARTED', 'ACTIVE', 'EXPIRED']),
  accountPlanRemainingCredits: z.optional(z.object({ amount: z.number(), unit: z.string() })),
  accountPlanExpirationDate: z.optional(z.string()),
});

/** The plan that an account is on. */
export type AccountPlan = z.output<typeof answer>;

/** An error of AWS: `__type` is its code, behind a namespace. */
const failure = z.object({ __type: z.string(), message: z.optional(z.string()), Message: z.optional(z.string()) });

/**
 * Asks AWS Free Tier for the plan of the account. The SDK's client of this service would be a package for one call, so the
 * request is made here: AWS's JSON protocol 1.0, signed for us-east-1 by the signer of another client. Throws an error named by AWS's code.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_freetier_GetAccountPlanState.html
 */
export const getAccountPlanState = async ({ config }: Pick<IAMClient, 'config'>): Promise<AccountPlan> => {
  const url = new URL(process.env['AWS_ENDPOINT_URL'] ?? 'https://freetier.us-east-1.api.aws');
  const body = '{}';
  const signer = await config.signer();
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSFreeTierService.GetAccountPlanState',
      },
      body,
    },
    { signingService: 'freetier', signingRegion: HOME_REGION },
  );
  const signal = AbortSignal.timeout(TIMEOUTS.requestTimeout);
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  const json: unknown = await response.json();
  if (response.ok) return z.parse(answer, json);
  const { __type, message, Message } = z.parse(failure, json);
  const error = new Error(message ?? Message ?? __type);
  error.name = __type.replace(/^.*#/, '');
  throw error;
};
