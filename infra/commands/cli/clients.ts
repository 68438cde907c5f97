import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';

import { TIMEOUTS } from '../../../libs/aws/clients.ts';
import { HOME_REGION } from './home-region.ts';

/**
 * The AWS clients of a region, with the operator's own credentials by the SDK's chain.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export interface RegionClients {
  readonly autoScaling: AutoScalingClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly ecr: ECRClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly route53: Route53Client;
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
}

/** Clients by region, made when they are first asked for; `profile` is one of ~/.aws/config. */
export const createClients = (profile?: string): ((region: string) => RegionClients) => {
  const byRegion = new Map<string, RegionClients>();
  const create = (region: string): RegionClients => {
    const config = { region, requestHandler: TIMEOUTS, ...(profile !== undefined && { profile }) };
    return {
      autoScaling: new AutoScalingClient(config),
      cloudFormation: new CloudFormationClient(config),
      cloudWatch: new CloudWatchClient({ ...config, region: HOME_REGION }),
      ec2: new EC2Client(config),
      ecr: new ECRClient(config),
      iam: new IAMClient({ ...config, region: HOME_REGION }),
      lambda: new LambdaClient(config),
      logs: new CloudWatchLogsClient(config),
      route53: new Route53Client(config),
      secretsManager: new SecretsManagerClient(config),
      sns: new SNSClient(config),
    };
  };
  return (region) => {
    const clients = byRegion.get(region) ?? create(region);
    byRegion.set(region, clients);
    return clients;
  };
};
