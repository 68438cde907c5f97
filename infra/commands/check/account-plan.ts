import {
  DescribeInstanceTypesCommand,
  type DescribeInstanceTypesCommandOutput,
  type EC2Client,
} from '@aws-sdk/client-ec2';

import { paginate } from '../../../libs/aws/pagination.ts';
import type { HostSettings } from '../../host/settings.ts';
import type { RegionClients } from '../cli/clients.ts';
import { type AccountPlan, getAccountPlanState } from '../cli/free-tier.ts';
import type { Finding } from './checks.ts';
import { typesOf } from './offering.ts';

const UPGRADE = 'https://console.aws.amazon.com/billing/home#/freetier';

/** Where the owner opens billing to IAM users. https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/control-access-billing.html */
const ACTIVATE = 'https://console.aws.amazon.com/billing/home#/account';

/** The types that an account on the free plan may launch in the client's region. */
const freeTypes = async (ec2: Pick<EC2Client, 'send'>): Promise<readonly string[]> => {
  const pages = await paginate<DescribeInstanceTypesCommandOutput, string>(
    (NextToken) =>
      ec2.send(
        new DescribeInstanceTypesCommand({ Filters: [{ Name: 'free-tier-eligible', Values: ['true'] }], NextToken }),
      ),
    ({ NextToken }) => NextToken,
  );
  return pages
    .flatMap(({ InstanceTypes = [] }) => InstanceTypes.flatMap(({ InstanceType }) => InstanceType ?? []))
    .toSorted();
};

/** Until when the plan lasts, and with how much, in words; empty where AWS does not say. */
const termsOf = ({ accountPlanRemainingCredits: credits, accountPlanExpirationDate: end }: AccountPlan): string =>
  [
    ...(end === undefined ? [] : [` until ${end.slice(0, 10)}`]),
    ...(credits === undefined ? [] : [`, with credits of ${credits.amount.toFixed(2)} ${credits.unit} left`]),
  ].join('');

/** What is known of an account whose plan AWS does not tell; throws every other error. */
const withoutPlan = (error: unknown): readonly Finding[] => {
  const name = error instanceof Error ? error.name : '';
  if (name === 'ResourceNotFoundException')
    return [{ level: 'ok', text: 'The account has no plan of AWS Free Tier, which would limit the types.' }];
  if (name !== 'AccessDeniedException') throw error;
  return [
    {
      level: 'todo',
      text:
        'Billing is closed to these credentials: they lack freetier:GetAccountPlanState, or, where a policy allows it, the root user ' +
        `has not opened billing to IAM users. That is "IAM user and role access to Billing information" in ${ACTIVATE}. ` +
        'Without it nobody but the root user sees the bill, and the budgets may not be created.',
    },
  ];
};

/**
 * Whether the account's plan lets it launch the host, and for how long. Who is denied the question may lack the permission,
 * or IAM users have no access to billing: AWS does not say which. Throws the SDK's errors.
 */
export const planFindings = async (
  { ec2, iam }: Pick<RegionClients, 'ec2' | 'iam'>,
  settings: HostSettings,
): Promise<readonly Finding[]> => {
  try {
    const plan = await getAccountPlanState(iam);
    if (plan.accountPlanStatus === 'EXPIRED')
      return [{ level: 'error', text: `The plan of the account has expired: upgrade it, ${UPGRADE}` }];
    if (plan.accountPlanType === 'PAID')
      return [{ level: 'ok', text: 'The account is on the paid plan: every type can be launched.' }];
    const free = await freeTypes(ec2);
    const refused = typesOf(settings).filter((type) => !free.includes(type));
    const terms = `The account is on the free plan${termsOf(plan)}`;
    return refused.length === 0
      ? [{ level: 'ok', text: `${terms}. Then AWS closes it, unless you upgrade: ${UPGRADE}` }]
      : [
          {
            level: 'error',
            text: `${terms}, which launches no ${refused.join(', ')}. Take one of ${free.join(', ')} as host.instanceType, or upgrade: ${UPGRADE}`,
          },
        ];
  } catch (error) {
    return withoutPlan(error);
  }
};
