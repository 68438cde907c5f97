import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { SNSClient } from '@aws-sdk/client-sns';

import type { Platform } from '../lambda.ts';
import { autoScaling, type AutoScaling } from './auto-scaling.ts';
import { sns, type Sns } from './sns.ts';

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

/** Auto Scaling of a region; one client a region, made when it is first asked for. */
export const autoScalingOf = (platform: Platform): ((region: string) => AutoScaling) => {
  const made = new Map<string, AutoScaling>();
  return (region) => {
    const known = made.get(region) ?? autoScaling(new AutoScalingClient(settings(platform, region)));
    made.set(region, known);
    return known;
  };
};

/** SNS in the function's own region, where its topic is. */
export const snsOf = (platform: Platform, region: string): Sns => sns(new SNSClient(settings(platform, region)));
