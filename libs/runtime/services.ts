import { createAutoScaling, type AutoScaling } from '../aws/auto-scaling.ts';
import {
  autoScalingClient,
  type ClientConfig,
  cloudWatchClient,
  ebsClient,
  ec2Client,
  ecrClient,
  ecsClient,
  route53Client,
  snsClient,
  ssmClient,
} from '../aws/clients.ts';
import { createCloudWatch } from '../aws/cloudwatch.ts';
import { createEbsDirect } from '../aws/ebs-direct.ts';
import { createCommandOutputs } from '../aws/command-outputs.ts';
import { createEc2 } from '../aws/ec2.ts';
import { createEcr } from '../aws/ecr.ts';
import { createEcsTasks } from '../aws/ecs-tasks.ts';
import { createEcs } from '../aws/ecs.ts';
import { createGroupSubnets } from '../aws/group-subnets.ts';
import { createInstances } from '../aws/instances.ts';
import { createLifecycleHooks } from '../aws/lifecycle-hooks.ts';
import { createOneShotInstances } from '../aws/one-shot-instances.ts';
import { createRoute53 } from '../aws/route-53.ts';
import { createMetrics } from '../aws/metrics.ts';
import { describeScalingActivities } from '../aws/scaling-activities.ts';
import { createSignedRequests } from '../aws/signed-requests.ts';
import { createSnapshots } from '../aws/snapshots.ts';
import { createSns } from '../aws/sns.ts';
import { createSsm } from '../aws/ssm.ts';
import { createSubnets } from '../aws/subnets.ts';
import { createTaskDefinitions } from '../aws/task-definitions.ts';
import { createVolumes } from '../aws/volumes.ts';
import { createHostDirectory } from '../hosts/directory.ts';
import { createFinishRun } from '../notifications/finish-run.ts';
import { snsNotifier } from '../notifications/sns.ts';
import { centsOf } from '../hosts/money.ts';
import type {
  BaseEnvironment,
  BillEnvironment,
  DrillEnvironment,
  LifecycleEnvironment,
  ReconcileEnvironment,
  RestoreEnvironment,
  SnapshotEnvironment,
} from './environment.ts';
import { clientConfigOf, type Platform } from './platform.ts';

/** Calls `create` once for each region, when the region is first asked for. */
const memoizeByRegion = <A>(create: (region: string) => A): ((region: string) => A) => {
  const byRegion = new Map<string, A>();
  return (region) => {
    const value = byRegion.get(region) ?? create(region);
    byRegion.set(region, value);
    return value;
  };
};

/** What both kinds of services have: the hosts of `regions`, and the notifier in the function's own region. */
const commonServices = (
  { now, log }: Platform,
  clientConfig: ClientConfig,
  { STAGE: stage, TOPIC_ARN, AWS_REGION }: BaseEnvironment,
  regions: readonly string[],
  autoScalingIn: (region: string) => AutoScaling,
) => {
  const notifier = snsNotifier(createSns(snsClient(clientConfig, AWS_REGION)), TOPIC_ARN, autoScalingIn);
  return {
    stage,
    now,
    directory: createHostDirectory(autoScalingIn, stage, regions, now),
    autoScalingIn,
    notifier,
    finishRun: createFinishRun({ stage, log, notifier }),
  };
};

/**
 * The services of a function that suspends and resumes hosts, made once a cold start: of AWS, EC2 Auto Scaling in every
 * region that the hosts may be in, and SNS. The clients of other services stay out of its bundle.
 */
export const createServices = (platform: Platform, environment: BaseEnvironment) => {
  const clientConfig = clientConfigOf(platform);
  // One client a region, so that all calls to its EC2 Auto Scaling share one rate limit.
  const autoScalingClientIn = memoizeByRegion((region) => autoScalingClient(clientConfig, region));
  const autoScalingIn = memoizeByRegion((region) => createAutoScaling(autoScalingClientIn(region)));
  return {
    ...commonServices(platform, clientConfig, environment, environment.HOST_REGIONS, autoScalingIn),
    autoScalingClientIn,
  };
};

/** The same for a function that resumes hosts: it also reads the activities of groups. */
export const createResumeServices = (platform: Platform, environment: BaseEnvironment) => {
  const services = createServices(platform, environment);
  const scalingActivitiesIn = (region: string) => describeScalingActivities(services.autoScalingClientIn(region));
  return { ...services, scalingActivitiesIn };
};

/** The same for a function that the bill invokes: it also ends drills, in every region. */
export const createBudgetServices = (platform: Platform, environment: BaseEnvironment) => {
  const clientConfig = clientConfigOf(platform);
  const services = createServices(platform, environment);
  const drillInstancesIn = memoizeByRegion((region) => createInstances(ec2Client(clientConfig, region)));
  return { ...services, regions: environment.HOST_REGIONS, drillInstancesIn, log: platform.log };
};

/** The services of a function that operates the hosts of its own region through their lifecycle, made once a cold start. */
export const createLifecycleServices = (platform: Platform, environment: LifecycleEnvironment) => {
  const {
    AWS_REGION: region,
    HOSTED_ZONES: zones,
    RECORD_NAMES: names,
    UNMOUNT_DOCUMENT: unmountDocument,
  } = environment;
  const clientConfig = clientConfigOf(platform);
  // One client, so that all calls to EC2 Auto Scaling share one rate limit.
  const client = autoScalingClient(clientConfig, region);
  const autoScaling = { ...createAutoScaling(client), ...createLifecycleHooks(client) };
  const ec2 = ec2Client(clientConfig, region);
  const ssm = ssmClient(clientConfig, region);
  return {
    ...commonServices(platform, clientConfig, environment, [region], () => autoScaling),
    region,
    scope: { zones, names },
    unmountDocument,
    autoScaling,
    autoScalingClient: client,
    ec2: createEc2(ec2),
    ec2Client: ec2,
    ecs: createEcs(ecsClient(clientConfig, region)),
    route53: createRoute53(route53Client(clientConfig, region)),
    ssm: createSsm(ssm),
    ssmClient: ssm,
  };
};

/** The one region with billing metrics. */
const BILLING_REGION = 'us-east-1';

/** What reads the bill of the account. Only the functions that call this have the client of CloudWatch in their bundle. */
export const createBillSource = (platform: Platform, environment: BillEnvironment) => ({
  ...createCloudWatch(cloudWatchClient(clientConfigOf(platform), BILLING_REGION)),
  limits: {
    criticalCents: centsOf(environment.CRITICAL_USD),
    implausibleFactor: environment.IMPLAUSIBLE_FACTOR,
  },
  now: platform.now,
  sleep: platform.sleep,
  log: platform.log,
});

/** What reads the images that hosts run. Only reconcile calls this, and has the client of ECR in its bundle. */
export const createImageSource = (platform: Platform, { AWS_REGION: region, TOPIC_ARN }: LifecycleEnvironment) => {
  const clientConfig = clientConfigOf(platform);
  const [, , , , account = ''] = TOPIC_ARN.split(':');
  return {
    account,
    ecsTasks: createEcsTasks(ecsClient(clientConfig, region)),
    ecr: createEcr(ecrClient(clientConfig, region)),
  };
};

/** The second region, where another than the own one is set: its snapshots are in a client of its own, with rate limits of its own. */
const copyRegionOf = (clientConfig: ClientConfig, home: string, region: string, kmsKeyId = '') =>
  region === '' || region === home
    ? {}
    : {
        copyRegion: {
          region,
          snapshots: createSnapshots(ec2Client(clientConfig, region)),
          ...(kmsKeyId !== '' && { kmsKeyId }),
        },
      };

/** The services of a function that takes, looks into, copies and expires snapshots, made once a cold start. */
export const createSnapshotServices = (platform: Platform, environment: SnapshotEnvironment) => {
  const { AWS_REGION: region, COPY_REGION, COPY_KEY } = environment;
  const clientConfig = clientConfigOf(platform);
  const autoScaling = createAutoScaling(autoScalingClient(clientConfig, region));
  const ec2 = ec2Client(clientConfig, region);
  return {
    ...commonServices(platform, clientConfig, environment, [region], () => autoScaling),
    region,
    settings: {
      minimum: environment.SNAPSHOT_MINIMUM,
      timeOfDay: environment.SNAPSHOT_TIME,
      timeZone: environment.SNAPSHOT_TIME_ZONE,
    },
    ec2: createEc2(ec2),
    ec2Client: ec2,
    snapshots: createSnapshots(ec2),
    ebsDirect: createEbsDirect(ebsClient(clientConfig, region)),
    ...copyRegionOf(clientConfig, region, COPY_REGION, COPY_KEY),
  };
};

/** Eight seconds: the crash-consistent snapshot does not wait for long until a host can be asked. */
const MAX_QUIESCE_ATTEMPTS = 5;

/** What has instances take their snapshot themselves. Only `snapshot` calls this, and has the client of Systems Manager in its bundle. */
export const createQuiesce = (
  platform: Platform,
  { AWS_REGION: region, SNAPSHOT_DOCUMENT: document }: SnapshotEnvironment,
  { ec2Client: ec2 }: Pick<ReturnType<typeof createSnapshotServices>, 'ec2Client'>,
) => ({
  ssm: createSsm(ssmClient({ ...clientConfigOf(platform), maxThrottledAttempts: MAX_QUIESCE_ATTEMPTS }, region)),
  signedRequests: createSignedRequests(ec2, region, platform.now),
  document,
});

/** What `reconcile` watches snapshots with: the client of EC2 that it has, that of the second region, and metrics. */
export const createWatchServices = (
  platform: Platform,
  { AWS_REGION: region, COPY_REGION }: Pick<SnapshotEnvironment, 'AWS_REGION' | 'COPY_REGION'>,
  services: ReturnType<typeof createLifecycleServices>,
) => {
  const clientConfig = clientConfigOf(platform);
  return {
    ...services,
    snapshots: createSnapshots(services.ec2Client),
    ...copyRegionOf(clientConfig, region, COPY_REGION),
    ...createMetrics(cloudWatchClient(clientConfig, region)),
  };
};

/** The prices of a region that a drill is billed by; absent where none are known. */
const toRates = ({ volume, address, ...instanceHour }: Readonly<Record<string, number>>) =>
  volume !== undefined &&
  address !== undefined && { rates: { instanceHour, volumeGbMonth: volume, publicIpv4Hour: address } };

/** What ends and records drills of the function's own region. `reconcile` adds it to what it has. */
export const createDrillFinishServices = (
  { DRILL_RATES }: Pick<ReconcileEnvironment, 'DRILL_RATES'>,
  services: ReturnType<typeof createLifecycleServices>,
) => ({
  ...services,
  drills: { ...toRates(DRILL_RATES) },
  drillInstances: createInstances(services.ec2Client),
  commandOutputs: createCommandOutputs(services.ssmClient),
});

/** The services of the function that rehearses restores in its own region, made once a cold start. */
export const createDrillServices = (platform: Platform, environment: DrillEnvironment) => {
  const { AWS_REGION: region, OWN_HOST, OWN_LABEL, DRILL_SECURITY_GROUP, DRILL_IMAGE, DRILL_QUERY } = environment;
  const clientConfig = clientConfigOf(platform);
  const autoScaling = createAutoScaling(autoScalingClient(clientConfig, region));
  // One client a service, so that all of its calls share one rate limit.
  const [ec2, ecs, ssm] = [
    ec2Client(clientConfig, region),
    ecsClient(clientConfig, region),
    ssmClient(clientConfig, region),
  ];
  return {
    ...commonServices(platform, clientConfig, environment, [region], () => autoScaling),
    autoScaling,
    ec2: createEc2(ec2),
    drillInstances: createInstances(ec2),
    oneShotInstances: createOneShotInstances(ec2),
    snapshots: createSnapshots(ec2),
    ecs: createEcs(ecs),
    ecsTasks: createEcsTasks(ecs),
    taskDefinitions: createTaskDefinitions(ecs),
    ssm: createSsm(ssm),
    commandOutputs: createCommandOutputs(ssm),
    drills: {
      isScheduled: environment.DRILLS === 'monthly',
      templates: { x86_64: environment.DRILL_TEMPLATE_X86, arm64: environment.DRILL_TEMPLATE_ARM },
      document: environment.DRILL_DOCUMENT,
      ...(OWN_HOST !== '' && { ownHost: { name: OWN_HOST, label: OWN_LABEL, securityGroup: DRILL_SECURITY_GROUP } }),
      ...(DRILL_IMAGE !== '' && { image: DRILL_IMAGE }),
      ...(DRILL_QUERY !== '' && { query: DRILL_QUERY }),
      ...toRates(environment.DRILL_RATES),
    },
  };
};

/** What restores hosts besides. Only the functions that call this have it in their bundle. */
export const createRestoreSource = ({
  autoScalingClient: client,
  ec2Client: ec2,
}: Pick<ReturnType<typeof createLifecycleServices>, 'autoScalingClient' | 'ec2Client'>) => ({
  autoScaling: { ...createAutoScaling(client), ...createGroupSubnets(client) },
  volumes: createVolumes(ec2),
  snapshots: createSnapshots(ec2),
});

/** The services of the function that restores hosts of its own region, made once a cold start. */
export const createRestoreServices = (platform: Platform, environment: RestoreEnvironment) => {
  const { AWS_REGION: region, RESTORE_SUBNETS: allowedSubnets, VOLUME_PRICES: prices } = environment;
  const clientConfig = clientConfigOf(platform);
  const ec2 = ec2Client(clientConfig, region);
  const source = createRestoreSource({ autoScalingClient: autoScalingClient(clientConfig, region), ec2Client: ec2 });
  return {
    ...commonServices(platform, clientConfig, environment, [region], () => source.autoScaling),
    ...source,
    ec2: createEc2(ec2),
    subnets: createSubnets(ec2),
    allowedSubnets,
    prices,
    ...copyRegionOf(clientConfig, region, environment.COPY_REGION),
  };
};
