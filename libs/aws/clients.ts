import { AutoScalingClient, type AutoScalingClientConfig } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EBSClient } from '@aws-sdk/client-ebs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { AwsCredentialIdentity, FinalizeRequestMiddleware, MiddlewareStack, Pluggable } from '@smithy/types';

import { type Clock, createRateLimiter, type TokenBucket } from './rate-limiter.ts';
import { createRetryStrategy } from './retry-strategy.ts';
import { isRefusal, isRepeatable, NotNow } from './not-now.ts';

/** How requests are sent; the SDK's own way, within `TIMEOUTS`, when a client is given none. */
export type RequestHandler = NonNullable<AutoScalingClientConfig['requestHandler']>;

/** Configuration that every client shares. */
export interface ClientConfig {
  readonly credentials: AwsCredentialIdentity;
  readonly requestHandler?: RequestHandler;
  /** For rate limits and retries. */
  readonly clock: Clock;
  /** How often a call is made that is throttled; 60 times, over five minutes, where it is absent. */
  readonly maxThrottledAttempts?: number;
}

/**
 * When a call counts as lost, in milliseconds; the retry strategy then makes it again. By default the SDK waits for a reply
 * for ever, and with a request timeout alone it only logs a warning.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-timeouts.html
 */
export const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 15_000, throwOnRequestTimeout: true } as const;

const sdkConfig = ({ credentials, requestHandler, clock, maxThrottledAttempts }: ClientConfig, region: string) => ({
  region,
  credentials,
  retryStrategy: createRetryStrategy(clock, maxThrottledAttempts),
  requestHandler: requestHandler ?? TIMEOUTS,
});

/**
 * EC2 Auto Scaling publishes no limits: these are assumed, for an account and a region.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html
 */
const AUTO_SCALING_BUCKETS: readonly TokenBucket[] = [
  { operations: /^Describe/, tokens: 20, perSecond: 10 },
  { operations: /./, tokens: 10, perSecond: 5 },
];

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const EC2_BUCKETS: readonly TokenBucket[] = [
  { operations: /^Describe/, tokens: 100, perSecond: 20 },
  { operations: /^CreateSnapshot/, tokens: 100, perSecond: 5 },
  { operations: /^DeleteSnapshot/, tokens: 100, perSecond: 5 },
  { operations: /^CopySnapshot/, tokens: 100, perSecond: 5 },
  { operations: /^CreateVolume/, tokens: 100, perSecond: 5 },
  { operations: /^TerminateInstances/, tokens: 100, perSecond: 5 },
  { operations: /^CreateTags/, tokens: 100, perSecond: 10 },
  { operations: /^RunInstances/, tokens: 5, perSecond: 2 },
  { operations: /^AttachVolume/, tokens: 50, perSecond: 5 },
  { operations: /^DetachVolume/, tokens: 50, perSecond: 5 },
  { operations: /./, tokens: 50, perSecond: 5 },
];

/**
 * Lists and reads of the blocks of snapshots, of an account and a region.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
const EBS_BUCKETS: readonly TokenBucket[] = [
  { operations: /^ListSnapshotBlocks/, tokens: 50, perSecond: 50 },
  { operations: /./, tokens: 1000, perSecond: 1000 },
];

/**
 * Systems Manager publishes no limits of Run Command: these are assumed.
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
const SSM_BUCKETS: readonly TokenBucket[] = [
  { operations: /^List/, tokens: 100, perSecond: 20 },
  { operations: /./, tokens: 100, perSecond: 20 },
];

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const ROUTE_53_BUCKETS: readonly TokenBucket[] = [
  { operations: /^Change/, tokens: 50, perSecond: 10 },
  { operations: /./, tokens: 50, perSecond: 10 },
];

/** Plugin that has every attempt of a client's calls wait for its token, and for time to be left; retries included. */
const rateLimit = <I extends object, O extends object>(
  clock: Clock,
  buckets: readonly TokenBucket[] = [],
): Pluggable<I, O> => ({
  applyToStack: (stack) => {
    const acquire = createRateLimiter(buckets, clock);
    const middleware: FinalizeRequestMiddleware<I, O> = (next, context) => async (args) => {
      await acquire(String(context['commandName']));
      return next(args);
    };
    stack.addRelativeTo(middleware, { relation: 'after', toMiddleware: 'retryMiddleware', name: 'rateLimit' });
  },
});

/**
 * Fails a call which may not be made twice as `NotNow`, where AWS does not say that it has done nothing. The retry strategy
 * makes no call again that fails so.
 */
const askOnce =
  <I extends object, O extends object>(): FinalizeRequestMiddleware<I, O> =>
  (next, context) =>
  async (args) => {
    const operation = String(context['commandName']).replace(/Command$/, '');
    if (isRepeatable(operation, args.input)) return next(args);
    try {
      return await next(args);
    } catch (error) {
      throw isRefusal(error) ? error : new NotNow(`${operation} may have been done or not`, error);
    }
  };

/** A client whose calls wait for their tokens, and for time to be left. */
const limited = <I extends object, O extends object, C extends { readonly middlewareStack: MiddlewareStack<I, O> }>(
  client: C & { readonly middlewareStack: MiddlewareStack<I, O> },
  { clock }: ClientConfig,
  buckets?: readonly TokenBucket[],
): C => {
  client.middlewareStack.use(rateLimit(clock, buckets));
  return client;
};

/** The client of EC2 Auto Scaling in one region. Share it: its rate limit counts only its own calls. */
export const autoScalingClient = (config: ClientConfig, region: string): AutoScalingClient =>
  limited(new AutoScalingClient(sdkConfig(config, region)), config, AUTO_SCALING_BUCKETS);

/** The client of EC2 in one region. Share it: its rate limit counts only its own calls. */
export const ec2Client = (config: ClientConfig, region: string): EC2Client => {
  const client = limited(new EC2Client(sdkConfig(config, region)), config, EC2_BUCKETS);
  client.middlewareStack.addRelativeTo(askOnce(), {
    relation: 'after',
    toMiddleware: 'rateLimit',
    name: 'askOnce',
  });
  return client;
};

/** The client of the EBS direct APIs in one region. */
export const ebsClient = (config: ClientConfig, region: string): EBSClient =>
  limited(new EBSClient(sdkConfig(config, region)), config, EBS_BUCKETS);

/** The client of Route 53, a service of the whole partition; `region` only says which partition. */
export const route53Client = (config: ClientConfig, region: string): Route53Client =>
  limited(new Route53Client(sdkConfig(config, region)), config, ROUTE_53_BUCKETS);

/** The client of ECS in one region. */
export const ecsClient = (config: ClientConfig, region: string): ECSClient =>
  limited(new ECSClient(sdkConfig(config, region)), config);

/** The client of ECR in one region. */
export const ecrClient = (config: ClientConfig, region: string): ECRClient =>
  limited(new ECRClient(sdkConfig(config, region)), config);

/** The client of SNS in one region. */
export const snsClient = (config: ClientConfig, region: string): SNSClient =>
  limited(new SNSClient(sdkConfig(config, region)), config);

/** The client of Systems Manager in one region. */
export const ssmClient = (config: ClientConfig, region: string): SSMClient =>
  limited(new SSMClient(sdkConfig(config, region)), config, SSM_BUCKETS);

/** The client of CloudWatch in one region. */
export const cloudWatchClient = (config: ClientConfig, region: string): CloudWatchClient =>
  limited(new CloudWatchClient(sdkConfig(config, region)), config);
