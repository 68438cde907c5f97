import { type _InstanceType, type EC2Client, type Instance, RunInstancesCommand } from '@aws-sdk/client-ec2';

import { type ErrorMatch, ignoreErrors } from './errors.ts';
import { toTagList } from './tag-list.ts';

/** A type of instance, and how it is paid. */
export interface Offer {
  readonly type: _InstanceType;
  readonly spot: boolean;
}

/** One instance that ends by itself. */
interface OneShotLaunch {
  /** The id of its launch template, which has the image, the role and the user data. */
  readonly template: string;
  readonly offer: Offer;
  readonly subnet: string;
  /** By default that of the VPC. */
  readonly securityGroup?: string;
  /** A volume made of a snapshot, which goes with the instance. */
  readonly volume: { readonly device: string; readonly snapshotId: string };
  /** Of the instance, its volumes and its network interface. */
  readonly tags: Readonly<Record<string, string>>;
  /** At most 64 characters: a second call with the same one, and the same input, launches nothing more. */
  readonly clientToken: string;
}

/** Launches instances of no group, in one region. Safe to repeat; throws the SDK's errors. */
export interface OneShotInstances {
  /**
   * Launches an instance, which terminates when it shuts down. `undefined` where AWS has none of this offer.
   * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
   */
  readonly runInstance: (launch: OneShotLaunch) => Promise<Instance | undefined>;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const NO_CAPACITY: readonly ErrorMatch[] = [
  { code: 'InsufficientInstanceCapacity' },
  { code: 'MaxSpotInstanceCountExceeded' },
  { code: 'SpotMaxPriceTooLow' },
  { code: 'VcpuLimitExceeded' },
  // The zone does not offer the type.
  { code: 'Unsupported' },
];

export const createOneShotInstances = (client: EC2Client): OneShotInstances => ({
  runInstance: async ({ template, offer, subnet, securityGroup, volume, tags, clientToken }) => {
    const answer = await ignoreErrors(NO_CAPACITY, () =>
      client.send(
        new RunInstancesCommand({
          LaunchTemplate: { LaunchTemplateId: template, Version: '$Latest' },
          MinCount: 1,
          MaxCount: 1,
          InstanceType: offer.type,
          ...(offer.spot && { InstanceMarketOptions: { MarketType: 'spot' } }),
          SubnetId: subnet,
          ...(securityGroup !== undefined && { SecurityGroupIds: [securityGroup] }),
          BlockDeviceMappings: [
            {
              DeviceName: volume.device,
              Ebs: { SnapshotId: volume.snapshotId, VolumeType: 'gp3', DeleteOnTermination: true },
            },
          ],
          InstanceInitiatedShutdownBehavior: 'terminate',
          TagSpecifications: (['instance', 'volume', 'network-interface'] as const).map((ResourceType) => ({
            ResourceType,
            Tags: toTagList(tags),
          })),
          ClientToken: clientToken,
        }),
      ),
    );
    return answer?.Instances?.[0];
  },
});
