import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { createCloudWatch } from '../../../libs/aws/cloudwatch.ts';
import { createEc2 } from '../../../libs/aws/ec2.ts';
import { createEcs } from '../../../libs/aws/ecs.ts';
import { createLifecycleHooks } from '../../../libs/aws/lifecycle-hooks.ts';
import { createRoute53 } from '../../../libs/aws/route-53.ts';
import { createSns } from '../../../libs/aws/sns.ts';
import { createSsm } from '../../../libs/aws/ssm.ts';
import { createHostDirectory } from '../../../libs/hosts/directory.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import * as clients from '../../../libs/aws/clients.ts';
import { AwsError } from '../../aws/operation.ts';
import { createEndpoint } from '../../aws/http/endpoint.ts';

/** What the endpoint answers to a request. */
export type Answer = object | AwsError;

/** The adapters, which reach by the SDK's own clients an endpoint that gives these answers in turn, then empty ones, and the requests as AWS reads them. */
export const given = (...answers: readonly Answer[]) => {
  const left = [...answers];
  const requests: (readonly [operation: string, input: unknown])[] = [];
  const { requestHandler } = createEndpoint(
    async ({ operation, input }) => {
      requests.push([operation, input]);
      const answer = left.shift() ?? {};
      if (answer instanceof AwsError) throw answer;
      return answer;
    },
    () => new Date(),
  );
  const config: clients.ClientConfig = {
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    requestHandler,
    clock: { now: () => new Date(), sleep: async () => {} },
  };
  const region = 'eu-central-1';
  return {
    requests,
    autoScaling: createAutoScaling(clients.autoScalingClient(config, region)),
    cloudWatch: createCloudWatch(clients.cloudWatchClient(config, region)),
    ec2: createEc2(clients.ec2Client(config, region)),
    ecs: createEcs(clients.ecsClient(config, region)),
    hooks: createLifecycleHooks(clients.autoScalingClient(config, region)),
    route53: createRoute53(clients.route53Client(config, region)),
    sns: createSns(clients.snsClient(config, region)),
    ssm: createSsm(clients.ssmClient(config, region)),
  };
};

/** The adapters at such an endpoint. */
export type Given = ReturnType<typeof given>;

/** The directory of a run that has listed the host, and asks such an endpoint for whatever it does not know. */
export const directoryWith = ({ autoScaling }: Given, host: Host, now: Date) => {
  const directory = createHostDirectory(
    () => autoScaling,
    'prod',
    [host.region],
    () => now,
  );
  directory.set(host, () => host);
  return directory;
};
