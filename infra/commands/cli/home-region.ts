/** Billing metrics, the budgets and so the kill switch exist in this region alone. */
export const HOME_REGION = 'us-east-1';
