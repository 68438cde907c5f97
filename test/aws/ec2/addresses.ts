import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import type { Ec2Instance, Instances } from './instances.ts';

/** An Elastic IP address. */
export interface ElasticIp {
  readonly allocationId: string;
  readonly ip: string;
  readonly tags: Map<string, string>;
  instanceId?: string;
}

/** The Elastic IP addresses of a region. */
export const createAddresses = ({
  clock,
  instances,
}: {
  readonly clock: Clock;
  readonly instances: () => Instances;
}) => {
  const addresses = new Map<string, ElasticIp>();

  return {
    get: (allocationId: string): ElasticIp | undefined => addresses.get(allocationId),
    all: (): readonly ElasticIp[] => [...addresses.values()],
    allocate: (tags: Readonly<Record<string, string>>): ElasticIp => {
      const allocationId = `eipalloc-${drawId(clock)}`;
      const address: ElasticIp = {
        allocationId,
        ip: instances().nextAddress(),
        tags: new Map(Object.entries(tags)),
      };
      addresses.set(allocationId, address);
      return address;
    },
    /** Moves an address to an instance. The previous instance gets another public address. */
    associate: (address: ElasticIp, instance: Ec2Instance): void => {
      const previousInstance = instances().get(address.instanceId ?? '');
      if (previousInstance) previousInstance.ip = instances().nextAddress();
      address.instanceId = instance.instanceId;
      instance.ip = address.ip;
    },
    /** Removes every address from an instance. */
    disassociate: (instanceId: string): void => {
      for (const address of addresses.values()) if (address.instanceId === instanceId) delete address.instanceId;
    },
  };
};

export type Addresses = ReturnType<typeof createAddresses>;
