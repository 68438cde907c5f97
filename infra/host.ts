import { compute } from './host/compute.ts';
import { network, zoneParameters } from './host/network.ts';
import { operators } from './host/operators.ts';
import { hostOutputs } from './host/outputs.ts';
import type { StageHost } from './host/resource.ts';
import { service } from './host/service.ts';
import { readStageHost } from './host/stage-host.ts';
import { DATA_TYPES, storage } from './host/storage.ts';
import type { Variables } from './serverless.ts';

/** The host of a stage as a part of a CloudFormation template. */
export const renderHost = (host: StageHost) => ({
  Parameters: zoneParameters(host),
  Resources: { ...network(host), ...storage(host), ...compute(host), ...service(host), ...operators(host) },
  Outputs: hostOutputs(host),
});

/** What `serverless.yml` reads by way of `host.cjs`. */
export default {
  /** The host of the stage; nothing for a stage without one. */
  template: async (variables: Variables) => {
    const host = await readStageHost(variables);
    return host ? renderHost(host) : {};
  },
  /**
   * Denies every change that would replace what holds data: a replacement is empty.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
   */
  stackPolicy: [
    { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'Update:Replace',
      Resource: '*',
      Condition: { StringEquals: { ResourceType: DATA_TYPES } },
    },
  ],
};
