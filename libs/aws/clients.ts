import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';

import type { Platform } from '../lambda.ts';
import { autoScaling, type AutoScaling } from './auto-scaling.ts';
import { ec2, type Ec2 } from './ec2.ts';
import { ecs, type Ecs } from './ecs.ts';
import { lifecycle, type Lifecycle } from './lifecycle.ts';
import { type Bucket, pacer } from './pace.ts';
import { retries } from './retries.ts';
import { route53, type Route53 } from './route-53.ts';
import { sns, type Sns } from './sns.ts';
import { ssm, type Ssm } from './ssm.ts';

/**
 * Settings that every client shares. Lambda hands a function its role's credentials in the environment, so nothing else
 * is searched: the SDK's default chain would cost 130 kB and start-up time.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const settings = ({ env, requestHandler, sleep }: Platform, region: string) => ({
  region,
  retryStrategy: retries({ sleep }),
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
const AUTO_SCALING: readonly Bucket[] = [
  { operations: /^Describe/, tokens: 20, perSecond: 10 },
  { operations: /./, tokens: 10, perSecond: 5 },
];

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const EC2: readonly Bucket[] = [
  { operations: /^Describe/, tokens: 100, perSecond: 20 },
  { operations: /^AttachVolume/, tokens: 50, perSecond: 5 },
  { operations: /^DetachVolume/, tokens: 50, perSecond: 5 },
  { operations: /./, tokens: 50, perSecond: 5 },
];

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const ROUTE_53: readonly Bucket[] = [
  { operations: /^Change/, tokens: 50, perSecond: 10 },
  { operations: /./, tokens: 50, perSecond: 10 },
];

/** Lets a client's calls wait for their turn, every try of them. */
const paced = <I extends object, O extends object, C extends { readonly middlewareStack: MiddlewareStack<I, O> }>(
  client: C & { readonly middlewareStack: MiddlewareStack<I, O> },
  buckets: readonly Bucket[],
  platform: Platform,
): C => {
  const turn = pacer(buckets, platform);
  const wait: FinalizeRequestMiddleware<I, O> = (next, context) => async (args) => {
    await turn(String(context['commandName']));
    return next(args);
  };
  client.middlewareStack.addRelativeTo(wait, { relation: 'after', toMiddleware: 'retryMiddleware', name: 'turn' });
  return client;
};

/** One of a kind for each region, made when it is first asked for. */
const perRegion = <A>(make: (region: string) => A): ((region: string) => A) => {
  const made = new Map<string, A>();
  return (region) => {
    const known = made.get(region) ?? make(region);
    made.set(region, known);
    return known;
  };
};

export const autoScalingOf = (platform: Platform): ((region: string) => AutoScaling) =>
  perRegion((region) => autoScaling(paced(new AutoScalingClient(settings(platform, region)), AUTO_SCALING, platform)));

/** Auto Scaling with all that concerns the life of instances, over one client. */
export const lifecycleOf = (platform: Platform): ((region: string) => AutoScaling & Lifecycle) =>
  perRegion((region) => {
    const client = paced(new AutoScalingClient(settings(platform, region)), AUTO_SCALING, platform);
    return { ...autoScaling(client), ...lifecycle(client) };
  });

export const ec2Of = (platform: Platform): ((region: string) => Ec2) =>
  perRegion((region) => ec2(paced(new EC2Client(settings(platform, region)), EC2, platform)));

export const ecsOf = (platform: Platform): ((region: string) => Ecs) =>
  perRegion((region) => ecs(new ECSClient(settings(platform, region))));

export const ssmOf = (platform: Platform): ((region: string) => Ssm) =>
  perRegion((region) => ssm(new SSMClient(settings(platform, region))));

/** Route 53, which is one for all regions of a partition: `region` only says which partition. */
export const route53Of = (platform: Platform, region: string): Route53 =>
  route53(paced(new Route53Client(settings(platform, region)), ROUTE_53, platform));

/** SNS in the function's own region, where its topic is. */
export const snsOf = (platform: Platform, region: string): Sns => sns(new SNSClient(settings(platform, region)));
