import { type AuthorizationRequest, ACCOUNT, AwsError } from '../operation.ts';
import type { ElasticIp } from './addresses.ts';
import type { Ec2State } from './state.ts';
import type { Ec2Instance } from './instances.ts';

/** Finds the resources that the input of an operation names, and states what IAM decides about them. */
export const createLookup = ({ region, instances, volumes, addresses }: Ec2State) => {
  /** The request for a resource: its ARN and its tags. */
  const authorizationOf = (
    kind: 'elastic-ip' | 'instance' | 'network-interface' | 'volume',
    id: string,
    tags: ReadonlyMap<string, string> = new Map(),
  ): AuthorizationRequest => ({
    resource: `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/${id}`,
    context: Object.fromEntries(
      [...tags].flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`ec2:ResourceTag/${key}`, value],
      ]),
    ),
  });

  return {
    /** Throws `InvalidInstanceID.NotFound` for an unknown id. */
    findInstance: (instanceId = ''): Ec2Instance => {
      const instance = instances.get(instanceId);
      if (!instance) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
      return instance;
    },
    /** Throws `InvalidAllocationID.NotFound` for an unknown id. */
    findAddress: (allocationId = ''): ElasticIp => {
      const address = addresses.get(allocationId);
      if (!address)
        throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${allocationId}' does not exist`);
      return address;
    },
    instanceAuthorization: (instanceId = ''): AuthorizationRequest =>
      authorizationOf('instance', instanceId, instances.get(instanceId)?.tags),
    /** The interface of an instance bears no tags. */
    interfaceAuthorization: (interfaceId: string): AuthorizationRequest =>
      authorizationOf('network-interface', interfaceId),
    volumeAuthorization: (volumeId = ''): AuthorizationRequest =>
      authorizationOf('volume', volumeId, volumes.get(volumeId)?.tags),
    addressAuthorization: (allocationId = ''): AuthorizationRequest =>
      authorizationOf('elastic-ip', allocationId, addresses.get(allocationId)?.tags),
  };
};

export type Lookup = ReturnType<typeof createLookup>;
