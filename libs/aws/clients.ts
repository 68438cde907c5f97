import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';

import type { Platform } from '../lambda.ts';
import { autoScaling, type AutoScaling } from './auto-scaling.ts';
import { ec2, type Ec2 } from './ec2.ts';
import { ecs, type Ecs } from './ecs.ts';
import { route53, type Route53 } from './route-53.ts';
import { sns, type Sns } from './sns.ts';
import { ssm, type Ssm } from './ssm.ts';

/**
 * Settings that every client shares. Lambda hands a function its role's credentials in the environment, so nothing else
 * is searched: the SDK's default chain would cost 130 kB and start-up time.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const settings = ({ env, requestHandler }: Platform, region: string) => ({
  region,
  credentials: {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    ...(env['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: env['AWS_SESSION_TOKEN'] }),
  },
  ...(requestHandler && { requestHandler }),
});

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
  perRegion((region) => autoScaling(new AutoScalingClient(settings(platform, region))));

export const ec2Of = (platform: Platform): ((region: string) => Ec2) =>
  perRegion((region) => ec2(new EC2Client(settings(platform, region))));

export const ecsOf = (platform: Platform): ((region: string) => Ecs) =>
  perRegion((region) => ecs(new ECSClient(settings(platform, region))));

export const ssmOf = (platform: Platform): ((region: string) => Ssm) =>
  perRegion((region) => ssm(new SSMClient(settings(platform, region))));

/** Route 53, which is one for all regions of a partition: `region` only says which partition. */
export const route53Of = (platform: Platform, region: string): Route53 =>
  route53(new Route53Client(settings(platform, region)));

/** SNS in the function's own region, where its topic is. */
export const snsOf = (platform: Platform, region: string): Sns => sns(new SNSClient(settings(platform, region)));
