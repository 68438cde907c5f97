import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import { client } from './api.ts';

/** The plan of an account. */
interface AccountPlan {
  readonly accountPlanType: 'FREE' | 'PAID';
  readonly accountPlanStatus: 'NOT_STARTED' | 'ACTIVE' | 'EXPIRED';
  readonly accountPlanRemainingCredits?: { readonly amount: number; readonly unit: 'USD' };
  readonly accountPlanExpirationDate?: Date;
}

/** AWS Free Tier: the plan that the account is on. An account from before 15 July 2025 has none. */
const createFreeTier = () => {
  let plan: AccountPlan | undefined;

  const GetAccountPlanState: Operation<object, AccountPlan & { readonly accountId: string }> = {
    handle: () => {
      if (!plan) throw new AwsError('ResourceNotFoundException', 'The account has no account plan.', 404);
      return { accountId: ACCOUNT, ...plan };
    },
  };

  return {
    service: { GetAccountPlanState } satisfies Service,
    /** Puts the account on a plan. */
    setPlan: (next: AccountPlan): void => void (plan = next),
  };
};

export const freeTier = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  create: createFreeTier,
} as const;
