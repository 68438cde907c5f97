import type { Bucket } from '../quotas.ts';

const API = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/** Container instances in a request or a page. */
export const LIMITS = {
  page: { max: 100, page: `${API}/API_ListContainerInstances.html` },
  described: { max: 100, page: `${API}/API_DescribeContainerInstances.html` },
  updated: { max: 10, page: `${API}/API_UpdateContainerInstancesState.html` },
} as const;

const throttling = {
  error: ['ThrottlingException', 'Rate exceeded', 400],
  page: `${API}/request-throttling.html`,
} as const;

/** Of the operations that are simulated: reads and changes of the resources of a cluster. */
export const BUCKETS: readonly Bucket[] = [
  { operations: /^(List|Describe)/, tokens: 100, perSecond: 20, ...throttling },
  { operations: /^Update/, tokens: 100, perSecond: 40, ...throttling },
];
