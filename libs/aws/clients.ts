import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';

import type { Platform } from '../runtime/handler.ts';
import { createAutoScaling, type AutoScaling } from './auto-scaling.ts';
import { createEc2, type Ec2 } from './ec2.ts';
import { createEcs, type Ecs } from './ecs.ts';
import { createLifecycleHooks, type LifecycleHooks } from './lifecycle-hooks.ts';
import { type TokenBucket, createRateLimiter } from './rate-limiter.ts';
import { createRetryStrategy } from './retry-strategy.ts';
import { createRoute53, type Route53 } from './route-53.ts';
import { createSns, type Sns } from './sns.ts';
import { createSsm, type Ssm } from './ssm.ts';

/**
 * Settings that every client shares. Lambda hands a function its role's credentials in the environment, so nothing else
 * is searched: the SDK's default chain would cost 130 kB and start-up time.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const clientConfig = ({ env, requestHandler, sleep }: Platform, region: string) => ({
  region,
  retryStrategy: createRetryStrategy({ sleep }),
  credentials: {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    ...(env['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: env['AWS_SESSION_TOKEN'] }),
  },
  ...(requestHandler && { requestHandler }),
});

/**
 * EC2 Auto Scaling publishes no figures: these are assumed, for an account and a region.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html
 */
const AUTO_SCALING_BUCKETS: readonly TokenBucket[] = [
  { operations: /^Describe/, tokens: 20, perSecond: 10 },
  { operations: /./, tokens: 10, perSecond: 5 },
];

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const EC2_BUCKETS: readonly TokenBucket[] = [
  { operations: /^Describe/, tokens: 100, perSecond: 20 },
  { operations: /^AttachVolume/, tokens: 50, perSecond: 5 },
  { operations: /^DetachVolume/, tokens: 50, perSecond: 5 },
  { operations: /./, tokens: 50, perSecond: 5 },
];

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const ROUTE_53_BUCKETS: readonly TokenBucket[] = [
  { operations: /^Change/, tokens: 50, perSecond: 10 },
  { operations: /./, tokens: 50, perSecond: 10 },
];

/** Lets a client's calls wait for their turn, every try of them. */
const withRateLimit = <
  I extends object,
  O extends object,
  C extends { readonly middlewareStack: MiddlewareStack<I, O> },
>(
  client: C & { readonly middlewareStack: MiddlewareStack<I, O> },
  buckets: readonly TokenBucket[],
  platform: Platform,
): C => {
  const acquire = createRateLimiter(buckets, platform);
  const middleware: FinalizeRequestMiddleware<I, O> = (next, context) => async (args) => {
    await acquire(String(context['commandName']));
    return next(args);
  };
  client.middlewareStack.addRelativeTo(middleware, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'turn',
  });
  return client;
};

/** One of a kind for each region, made when it is first asked for. */
const memoizeByRegion = <A>(create: (region: string) => A): ((region: string) => A) => {
  const byRegion = new Map<string, A>();
  return (region) => {
    const value = byRegion.get(region) ?? create(region);
    byRegion.set(region, value);
    return value;
  };
};

export const autoScalingOf = (platform: Platform): ((region: string) => AutoScaling) =>
  memoizeByRegion((region) =>
    createAutoScaling(
      withRateLimit(new AutoScalingClient(clientConfig(platform, region)), AUTO_SCALING_BUCKETS, platform),
    ),
  );

/** Auto Scaling with all that concerns the life of instances, over one client. */
export const lifecycleOf = (platform: Platform): ((region: string) => AutoScaling & LifecycleHooks) =>
  memoizeByRegion((region) => {
    const client = withRateLimit(new AutoScalingClient(clientConfig(platform, region)), AUTO_SCALING_BUCKETS, platform);
    return { ...createAutoScaling(client), ...createLifecycleHooks(client) };
  });

export const ec2Of = (platform: Platform): ((region: string) => Ec2) =>
  memoizeByRegion((region) =>
    createEc2(withRateLimit(new EC2Client(clientConfig(platform, region)), EC2_BUCKETS, platform)),
  );

export const ecsOf = (platform: Platform): ((region: string) => Ecs) =>
  memoizeByRegion((region) => createEcs(new ECSClient(clientConfig(platform, region))));

export const ssmOf = (platform: Platform): ((region: string) => Ssm) =>
  memoizeByRegion((region) => createSsm(new SSMClient(clientConfig(platform, region))));

/** Route 53, which is one for all regions of a partition: `region` only says which partition. */
export const route53Of = (platform: Platform, region: string): Route53 =>
  createRoute53(withRateLimit(new Route53Client(clientConfig(platform, region)), ROUTE_53_BUCKETS, platform));

/** SNS in the function's own region, where its topic is. */
export const snsOf = (platform: Platform, region: string): Sns =>
  createSns(new SNSClient(clientConfig(platform, region)));
