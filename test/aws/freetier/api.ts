/**
 * The schemas of the one operation, as an SDK client has them: its package brings nothing else that is used.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_freetier_GetAccountPlanState.html
 */
const NAMESPACE = 'com.amazonaws.freetier';

const STRUCTURE = 3;
const OPERATION = 9;
const TEXT = 0;
const NUMBER = 1;
const DATE_TIME = 5;

const money = [STRUCTURE, NAMESPACE, 'MonetaryAmount', 0, ['amount', 'unit'], [NUMBER, TEXT]];

const input = [STRUCTURE, NAMESPACE, 'GetAccountPlanStateRequest', 0, [], []];

const output = [
  STRUCTURE,
  NAMESPACE,
  'GetAccountPlanStateResponse',
  0,
  ['accountId', 'accountPlanType', 'accountPlanStatus', 'accountPlanRemainingCredits', 'accountPlanExpirationDate'],
  [TEXT, TEXT, TEXT, () => money, DATE_TIME],
];

/** The operations by their names in an SDK client. */
export const client = {
  GetAccountPlanState$: [OPERATION, NAMESPACE, 'GetAccountPlanState', 0, () => input, () => output],
};
