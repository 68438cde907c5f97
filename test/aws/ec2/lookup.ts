import { type AuthorizationRequest, ACCOUNT, AwsError } from '../operation.ts';
import type { ElasticIp } from './addresses.ts';
import type { Ec2Instance } from './instances.ts';
import { snapshotAuthorization, tagContext } from './snapshot-authorization.ts';
import type { Snapshot } from './snapshot.ts';
import type { Ec2State } from './state.ts';
import type { Volume } from './volumes.ts';

/** The refusal of a call without a parameter that it needs. */
export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}`);

/** The digits of an id: eight until 2018. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
export const isWellFormed = (id: string, prefix: string): boolean =>
  new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id);

/** Finds the resources that the input of an operation names, and states what IAM decides about them. */
export const createLookup = ({ region, instances, volumes, snapshots, addresses }: Ec2State) => {
  /** The request for a resource: its ARN and its tags. */
  const authorizationOf = (
    kind: 'elastic-ip' | 'instance' | 'network-interface' | 'volume',
    id: string,
    tags: ReadonlyMap<string, string> = new Map(),
  ): AuthorizationRequest => ({
    resource: `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/${id}`,
    context: tagContext(tags),
  });

  return {
    /** Throws `InvalidInstanceID.NotFound` for an unknown id, and `InvalidInstanceID.Malformed` for what is none. */
    findInstance: (instanceId?: string): Ec2Instance => {
      if (instanceId === undefined) throw missingParameter('InstanceId');
      const instance = instances.get(instanceId);
      if (instance) return instance;
      throw isWellFormed(instanceId, 'i')
        ? new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`)
        : new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${instanceId}"`);
    },
    /** Throws `InvalidVolume.NotFound` for an unknown id, and `InvalidParameterValue` for what is none. */
    findVolume: (volumeId?: string): Volume => {
      if (volumeId === undefined) throw missingParameter('VolumeId');
      if (volumes.get(volumeId) === undefined && !isWellFormed(volumeId, 'vol'))
        throw new AwsError(
          'InvalidParameterValue',
          `Value (${volumeId}) for parameter volumeId is invalid. Expected: 'vol-...'.`,
        );
      return volumes.find(volumeId);
    },
    /** Throws `InvalidSnapshot.NotFound` for an unknown id, and for one that is described later than `at`. */
    findSnapshot: (snapshotId?: string, at?: Date): Snapshot => {
      if (snapshotId === undefined) throw missingParameter('snapshotId');
      if (snapshots.get(snapshotId) === undefined && !isWellFormed(snapshotId, 'snap'))
        throw new AwsError(
          'InvalidParameterValue',
          `Value (${snapshotId}) for parameter snapshotId is invalid. Expected: 'snap-...'.`,
        );
      const snapshot = snapshots.find(snapshotId);
      if (at && snapshot.visibleAt > at)
        throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${snapshotId}' does not exist.`);
      return snapshot;
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
    /** Throws `InvalidAddress.NotFound` for an address that the account does not have. */
    findPublicIp: (publicIp: string): ElasticIp => {
      const address = addresses.all().find(({ ip }) => ip === publicIp);
      if (!address) throw new AwsError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
      return address;
    },
    /** The interface of an instance bears no tags. */
    interfaceAuthorization: (interfaceId: string): AuthorizationRequest =>
      authorizationOf('network-interface', interfaceId),
    volumeAuthorization: (volumeId = ''): AuthorizationRequest =>
      authorizationOf('volume', volumeId, volumes.get(volumeId)?.tags),
    snapshotAuthorization: (snapshotId = ''): AuthorizationRequest =>
      snapshotAuthorization(region, snapshotId, snapshots.get(snapshotId)),
    addressAuthorization: (allocationId = ''): AuthorizationRequest =>
      authorizationOf('elastic-ip', allocationId, addresses.get(allocationId)?.tags),
  };
};

export type Lookup = ReturnType<typeof createLookup>;
