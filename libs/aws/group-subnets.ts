import { type AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';

/** The subnets of groups in one region. Every call is safe to repeat; throws the SDK's errors. */
export interface GroupSubnets {
  /** Has a group launch in one subnet alone, and so in its zone. Instances that run stay where they are. */
  readonly moveToSubnet: (group: string, subnet: string) => Promise<void>;
}

export const createGroupSubnets = (client: AutoScalingClient): GroupSubnets => ({
  moveToSubnet: async (AutoScalingGroupName, VPCZoneIdentifier) => {
    await client.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, VPCZoneIdentifier }));
  },
});
