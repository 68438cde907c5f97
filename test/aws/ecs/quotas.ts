const API = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/** Container instances in a request or a page. */
export const LIMITS = {
  page: { max: 100, page: `${API}/API_ListContainerInstances.html` },
  described: { max: 100, page: `${API}/API_DescribeContainerInstances.html` },
  updated: { max: 10, page: `${API}/API_UpdateContainerInstancesState.html` },
} as const;
