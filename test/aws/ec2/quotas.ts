import type { Bucket, Times } from '../quotas.ts';

const DOCS = 'https://docs.aws.amazon.com/AWSEC2/latest';
const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide';

export const TIMES = {
  /** From the launch of an instance until it is running. */
  boot: { seconds: [5, 20], page: `${DOCS}/UserGuide/ec2-instance-lifecycle.html` },
  /** From then until its operating system has run its user data, and waits for its disk. */
  userData: { seconds: [15, 40], page: `${DOCS}/UserGuide/user-data.html` },
  /** From the termination of an instance until its operating system has shut down. */
  shutdown: { seconds: [3, 15], page: `${DOCS}/UserGuide/ec2-instance-lifecycle.html` },
  /** From the shutdown of the operating system until the instance is terminated. */
  termination: { seconds: [30, 90], page: `${DOCS}/UserGuide/ec2-instance-lifecycle.html` },
  /** How long EC2 still describes a terminated instance. */
  describedAfterEnd: { seconds: [3600, 3600], page: `${DOCS}/UserGuide/terminating-instances.html` },
  /** From the interruption warning until EC2 terminates a spot instance. */
  spotWarning: { seconds: [120, 120], page: `${DOCS}/UserGuide/spot-instance-termination-notices.html` },
  /** From the request until a new volume is available. */
  createVolume: { seconds: [1, 5], page: `${EBS}/ebs-describing-volumes.html` },
  /** From the request until a snapshot is complete: by the blocks that were written since the snapshot before. */
  createSnapshot: { seconds: [8, 240], page: `${EBS}/ebs-creating-snapshot.html` },
  /** From the request until a copy to another region is complete. */
  copySnapshot: { seconds: [60, 900], page: `${EBS}/ebs-copy-snapshot.html` },
  /** From the request until DescribeSnapshots returns a snapshot. */
  describedSnapshot: {
    seconds: [0, 5],
    page: `https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html`,
  },
  /** From the request until a volume is attached. */
  attach: { seconds: [1, 4], page: `${EBS}/ebs-attaching-volume.html` },
  /** From the request until an unmounted volume is available. */
  detach: { seconds: [1, 4], page: `${EBS}/ebs-detaching-volume.html` },
  /** From the end of an instance until a volume that was still mounted is available. */
  uncleanDetach: { seconds: [60, 240], page: `${EBS}/ebs-detaching-volume.html` },
  /** From the attachment until the host's user data has mounted the volume. */
  mount: { seconds: [1, 3], page: `${EBS}/ebs-using-volumes.html` },
  /** How long the host's snapshot script runs before it freezes the file system, and one that is slow. */
  prepareSnapshot: { seconds: [0.3, 1.5], page: `${EBS}/ebs-creating-snapshot.html` },
  /** How long the host's unmount script runs. */
  unmount: { seconds: [1, 6], page: `${EBS}/ebs-detaching-volume.html` },
  /** How long the script of a drill runs: it reads what it needs from S3. */
  drill: { seconds: [60, 240], page: `${EBS}/ebs-initialize.html` },
} as const satisfies Times;

export const LIMITS = {
  filterValues: { max: 200, page: `${DOCS}/UserGuide/Using_Filtering.html` },
  instancesPerPage: { min: 5, max: 1000, page: `${DOCS}/APIReference/API_DescribeInstances.html` },
  imagesPerPage: { min: 1, max: 1000, page: `${DOCS}/APIReference/API_DescribeImages.html` },
  offeringsPerPage: { min: 5, max: 1000, page: `${DOCS}/APIReference/API_DescribeInstanceTypeOfferings.html` },
  instanceTypesPerPage: { min: 5, max: 100, page: `${DOCS}/APIReference/API_DescribeInstanceTypes.html` },
  launchTemplateVersions: { min: 1, max: 200, page: `${DOCS}/APIReference/API_DescribeLaunchTemplateVersions.html` },
  /** Snapshots of one volume that may be pending. */
  pendingSnapshots: { max: 5, page: `${EBS}/ebs-creating-snapshot.html` },
  /** Copies to a region that may be pending. */
  pendingCopies: { max: 20, page: `${EBS}/ebs-copy-snapshot.html` },
  /** Between two snapshots of one volume. */
  snapshotInterval: { seconds: 15, page: `${DOCS}/APIReference/errors-overview.html` },
  snapshotDescription: { max: 255, page: `${DOCS}/APIReference/API_CreateSnapshot.html` },
  snapshotsPerPage: { min: 5, max: 1000, page: `${DOCS}/APIReference/API_DescribeSnapshots.html` },
  /** `VolumeInitializationRate`, in MiB/s. */
  initializationRate: { min: 100, max: 300, page: `${DOCS}/APIReference/API_CreateVolume.html` },
  volumesPerPage: { min: 5, max: 500, page: `${DOCS}/APIReference/API_DescribeVolumes.html` },
} as const;

/** What AWS sells of each type of volume: sizes in GiB, throughput in MiB/s. */
export const VOLUME_TYPES = {
  types: {
    gp2: { size: [1, 16_384] },
    gp3: { size: [1, 65_536], iops: [3000, 80_000], iopsPerGigabyte: 500, throughput: [125, 2000] },
    io1: { size: [4, 16_384], iops: [100, 64_000], iopsPerGigabyte: 50 },
    io2: { size: [4, 65_536], iops: [100, 256_000], iopsPerGigabyte: 1000 },
    st1: { size: [125, 16_384] },
    sc1: { size: [125, 16_384] },
    standard: { size: [1, 1024] },
  },
  throughputPerIops: 0.25,
  page: `${DOCS}/APIReference/API_CreateVolume.html`,
} as const;

/** The names of devices at which a volume can be attached. */
export const DEVICE = {
  allowed: /^(\/dev\/)?(sd[a-z]([1-9]|1[0-5])?|xvd[a-z]{1,2})$/,
  page: `${DOCS}/UserGuide/device_naming.html`,
} as const;

const throttling = {
  error: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  page: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
} as const;

/** Each operation has a bucket for itself; these have larger or smaller ones than the others. */
const SNAPSHOT_OPERATIONS = 'CreateSnapshot|DeleteSnapshot|CopySnapshot|CreateVolume|TerminateInstances';

export const BUCKETS: readonly Bucket[] = [
  { operations: /^Describe/, tokens: 100, perSecond: 20, ...throttling },
  { operations: new RegExp(`^(${SNAPSHOT_OPERATIONS})$`), isOfEach: true, tokens: 100, perSecond: 5, ...throttling },
  { operations: /^CreateTags$/, tokens: 100, perSecond: 10, ...throttling },
  { operations: /^RunInstances$/, tokens: 5, perSecond: 2, ...throttling },
  {
    operations: new RegExp(`^(?!Describe|(${SNAPSHOT_OPERATIONS}|CreateTags|RunInstances)$)`),
    isOfEach: true,
    tokens: 50,
    perSecond: 5,
    ...throttling,
  },
];
