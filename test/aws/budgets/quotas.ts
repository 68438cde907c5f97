import type { Times } from '../quotas.ts';

export const TIMES = {
  /** From the cost to the notification of AWS Budgets. */
  notification: {
    seconds: [28_800, 43_200],
    page: 'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html',
  },
} as const satisfies Times;
