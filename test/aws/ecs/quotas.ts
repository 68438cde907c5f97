import type { Bucket, Times } from '../quotas.ts';

const API = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

const GUIDE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide';

/** AWS publishes no figures; these are assumptions. */
export const TIMES = {
  /** From the start of Docker and the agent until the instance is registered. */
  join: { seconds: [3, 10], page: `${GUIDE}/launch_container_instance.html` },
  /** From the registration, or the end of a task, until a service has another running: images are pulled and started. */
  startTask: { seconds: [10, 40], page: `${GUIDE}/ecs_services.html` },
  /** From a task that finds no instance until managed scaling changes the size of the group. */
  scaleOut: { seconds: [60, 60], page: `${GUIDE}/cluster-auto-scaling.html` },
} as const satisfies Times;

/** Container instances, or tasks, in a request or a page. */
export const LIMITS = {
  page: { max: 100, page: `${API}/API_ListContainerInstances.html` },
  described: { max: 100, page: `${API}/API_DescribeContainerInstances.html` },
  describedTasks: { max: 100, page: `${API}/API_DescribeTasks.html` },
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
