import type { Bucket, Times } from '../quotas.ts';

const DOCS = 'https://docs.aws.amazon.com/autoscaling/ec2';
const TAGGING = 'https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html';

export const TIMES = {
  /** From a change of sizes until the group begins to launch or terminate. */
  evaluation: { seconds: [5, 20], page: `${DOCS}/userguide/ec2-auto-scaling-scaling-options.html` },
  /** From `Pending` to `InService`, in a group without a launch hook. */
  launch: { seconds: [45, 90], page: `${DOCS}/userguide/ec2-auto-scaling-lifecycle.html` },
  /** From `Terminating` until the group no longer lists the instance. */
  termination: { seconds: [30, 90], page: `${DOCS}/userguide/ec2-auto-scaling-lifecycle.html` },
  /** From the launch until the instance waits at the launch hook. */
  reachHook: { seconds: [2, 8], page: `${DOCS}/userguide/lifecycle-hooks-overview.html` },
  /** From the completed launch hook to `InService`. */
  enterService: { seconds: [5, 15], page: `${DOCS}/userguide/lifecycle-hooks-overview.html` },
  /** From the end of an instance until its group finds it unhealthy. */
  healthCheck: { seconds: [30, 90], page: `${DOCS}/userguide/health-checks-overview.html` },
  /** From a launch that failed to the next attempt; AWS publishes no figures. */
  launchRetry: { seconds: [60, 300], page: `${DOCS}/userguide/ts-as-instancelaunchfailure.html` },
} as const satisfies Times;

export const LIMITS = {
  groupsPerPage: { max: 100, default: 50, page: `${DOCS}/APIReference/API_DescribeAutoScalingGroups.html` },
  activitiesPerPage: { max: 100, default: 100, page: `${DOCS}/APIReference/API_DescribeScalingActivities.html` },
  protectedInstances: { max: 50, page: `${DOCS}/APIReference/API_SetInstanceProtection.html` },
  /** The heartbeat timeout of a lifecycle hook, in seconds. */
  heartbeat: { min: 30, max: 7200, default: 3600, page: `${DOCS}/APIReference/API_PutLifecycleHook.html` },
  /** How long a hook can hold an instance, in seconds and in heartbeats: whichever is shorter. */
  globalTimeout: { max: 172_800, heartbeats: 100, page: `${DOCS}/APIReference/API_LifecycleHook.html` },
  /** Characters. */
  tagKey: { max: 128, page: TAGGING },
  tagValue: { max: 256, page: TAGGING },
  tagsPerGroup: { max: 50, page: `${DOCS}/userguide/ec2-auto-scaling-tagging.html` },
} as const;

/** The texts of a lifecycle hook: their characters, and AWS's words for those. */
export const HOOK_TEXT = {
  name: {
    allowed: /^[A-Za-z0-9\-_/]+$/,
    pattern: '[A-Za-z0-9\\-_\\/]+',
    max: 255,
    page: `${DOCS}/APIReference/API_PutLifecycleHook.html`,
  },
  metadata: {
    allowed: /^[\t\n\r -~]+$/,
    pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007e]+',
    max: 4000,
    page: `${DOCS}/APIReference/API_PutLifecycleHook.html`,
  },
} as const;

/** The characters of a tag's key and value: those that every service accepts. EC2 Auto Scaling accepts more. */
export const TAG_TEXT = {
  allowed: /^[\p{L}\p{N}\s_.:/=+\-@]*$/u,
  page: `${DOCS}/userguide/ec2-auto-scaling-tagging.html`,
} as const;

const throttling = {
  error: ['Throttling', 'Rate exceeded', 400],
  page: `${DOCS}/APIReference/CommonErrors.html`,
} as const;

/** AWS publishes no figures for Auto Scaling; these are assumptions. */
export const BUCKETS: readonly Bucket[] = [
  { operations: /^Describe/, tokens: 20, perSecond: 10, ...throttling },
  { operations: /^(?!Describe)/, tokens: 10, perSecond: 5, ...throttling },
];
