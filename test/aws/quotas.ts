/**
 * What AWS says of itself, as data: everything in the world that takes time or has a limit takes it from here. Where AWS
 * publishes no figure, `page` is where the behaviour is described and the figure is what people see.
 */
const AUTO_SCALING = 'https://docs.aws.amazon.com/autoscaling/ec2';
const EC2 = 'https://docs.aws.amazon.com/AWSEC2/latest';
const THROTTLING = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html';
const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';

/** How long things take, in seconds, from least to most. */
export const TIMES = {
  /** From a change of sizes until the group begins to launch or terminate. */
  evaluation: { seconds: [5, 20], page: `${AUTO_SCALING}/userguide/ec2-auto-scaling-scaling-options.html` },
  /** Pending to InService. */
  launch: { seconds: [45, 90], page: `${AUTO_SCALING}/userguide/ec2-auto-scaling-lifecycle.html` },
  /** Terminating to gone. */
  termination: { seconds: [30, 90], page: `${AUTO_SCALING}/userguide/ec2-auto-scaling-lifecycle.html` },
  /** Of a group with a launch hook: from the launch until its instance waits at the hook, and from there into service. */
  reachHook: { seconds: [2, 8], page: `${AUTO_SCALING}/userguide/lifecycle-hooks-overview.html` },
  enterService: { seconds: [5, 15], page: `${AUTO_SCALING}/userguide/lifecycle-hooks-overview.html` },
  /** From an instance's end until its group sees that it is not healthy. */
  healthCheck: { seconds: [30, 90], page: `${AUTO_SCALING}/userguide/health-checks-overview.html` },
  /** An instance: from its launch until it runs, and from its end until its operating system has shut down. */
  boot: { seconds: [5, 20], page: `${EC2}/UserGuide/ec2-instance-lifecycle.html` },
  shutdown: { seconds: [3, 15], page: `${EC2}/UserGuide/ec2-instance-lifecycle.html` },
  /** So long EC2 still tells of an instance that is gone. */
  describedAfterEnd: { seconds: [3600, 3600], page: `${EC2}/UserGuide/terminating-instances.html` },
  /** From the warning until AWS takes a spot instance back. */
  spotWarning: { seconds: [120, 120], page: `${EC2}/UserGuide/spot-instance-termination-notices.html` },
  /** A volume: until it is attached, until it is detached, and until it is free of a machine that died with it mounted. */
  attach: { seconds: [1, 4], page: `${EBS}/ebs-attaching-volume.html` },
  detach: { seconds: [1, 4], page: `${EBS}/ebs-detaching-volume.html` },
  uncleanDetach: { seconds: [60, 240], page: `${EBS}/ebs-detaching-volume.html` },
  /** What a host does itself: it mounts what was attached, and unmounts when it is asked to. */
  mount: { seconds: [1, 3], page: `${EBS}/ebs-using-volumes.html` },
  unmount: { seconds: [1, 6], page: `${EBS}/ebs-detaching-volume.html` },
  /** How long a lifecycle hook waits for a heartbeat, where it does not say; it may say from 30 to 7200. */
  heartbeat: { seconds: [3600, 3600], page: `${AUTO_SCALING}/APIReference/API_PutLifecycleHook.html` },
  /** Between two looks of CloudWatch at an alarm. */
  alarm: {
    seconds: [60, 60],
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html',
  },
  /** From an event to the invocation of its target. */
  delivery: { seconds: [0.2, 2], page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html' },
  /** From the money being spent to the message of AWS Budgets. */
  budget: {
    seconds: [28_800, 43_200],
    page: 'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-best-practices.html',
  },
  /** One call over the network. */
  call: { seconds: [0.02, 0.08], page: 'https://docs.aws.amazon.com/general/latest/gr/api-retries.html' },
  /** Between two data points of the billing metrics. */
  billing: {
    seconds: [21_600, 21_600],
    page: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html',
  },
} as const satisfies Record<string, { readonly seconds: readonly [number, number]; readonly page: string }>;

/** How many things at once. */
export const LIMITS = {
  groupsPerPage: { max: 100, default: 50, page: `${AUTO_SCALING}/APIReference/API_DescribeAutoScalingGroups.html` },
  namesPerRequest: { max: 50, page: `${AUTO_SCALING}/APIReference/API_DescribeAutoScalingGroups.html` },
  protectedInstances: { max: 50, page: `${AUTO_SCALING}/APIReference/API_SetInstanceProtection.html` },
  tagKey: { max: 128, page: 'https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html' },
  tagValue: {
    max: 256,
    page: 'https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html',
  },
  subject: { max: 100, page: 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html' },
  messageBytes: { max: 262_144, page: 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html' },
} as const;

/** What texts may be made of. */
export const TEXTS = {
  /** A tag's key and value: what every service takes; EC2 Auto Scaling alone would take more. */
  tag: { allowed: /^[\p{L}\p{N}\s_.:/=+\-@]*$/u, page: `${AUTO_SCALING}/userguide/ec2-auto-scaling-tagging.html` },
  /** ASCII, neither line breaks nor control characters, beginning with a letter, a number or a punctuation mark. */
  subject: {
    allowed: /^[\x21-\x7e][\x20-\x7e]*$/,
    page: 'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html',
  },
} as const;

/**
 * How often operations may be called, by account and region: an operation takes one token, so many come back a second.
 * Auto Scaling publishes none: reads 20/10 and writes 10/5 are assumed.
 */
export const BUCKETS: readonly {
  readonly service: string;
  readonly operations: RegExp;
  readonly tokens: number;
  readonly perSecond: number;
  readonly error: readonly [code: string, message: string, status: number];
  readonly page: string;
}[] = [
  {
    service: 'autoscaling',
    operations: /^Describe/,
    tokens: 20,
    perSecond: 10,
    error: ['Throttling', 'Rate exceeded', 400],
    page: `${AUTO_SCALING}/APIReference/CommonErrors.html`,
  },
  {
    service: 'autoscaling',
    operations: /./,
    tokens: 10,
    perSecond: 5,
    error: ['Throttling', 'Rate exceeded', 400],
    page: `${AUTO_SCALING}/APIReference/CommonErrors.html`,
  },
  {
    service: 'ec2',
    operations: /^Describe/,
    tokens: 100,
    perSecond: 20,
    error: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    page: THROTTLING,
  },
  ...(['AttachVolume', 'DetachVolume'] as const).map((operation) => ({
    service: 'ec2',
    operations: new RegExp(`^${operation}$`),
    tokens: 50,
    perSecond: 5,
    error: ['RequestLimitExceeded', 'Request limit exceeded.', 503] as const,
    page: THROTTLING,
  })),
  {
    service: 'ec2',
    operations: /./,
    tokens: 50,
    perSecond: 5,
    error: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    page: THROTTLING,
  },
  {
    service: 'route53',
    operations: /^Change/,
    tokens: 50,
    perSecond: 10,
    error: ['Throttling', 'Rate exceeded', 400],
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html',
  },
  {
    service: 'route53',
    operations: /./,
    tokens: 50,
    perSecond: 10,
    error: ['Throttling', 'Rate exceeded', 400],
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html',
  },
  {
    service: 'sns',
    operations: /^Publish/,
    tokens: 300,
    perSecond: 300,
    error: ['Throttled', 'Rate exceeded', 429],
    page: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
  },
];
