import type { Clock } from '../clock.ts';
import { type Addresses, createAddresses } from './addresses.ts';
import type { EmitEvent } from './events.ts';
import { createInstances, type InstanceListeners, type Instances } from './instances.ts';
import { createOutages, type Outages } from './outages.ts';
import { createSubnets, type Subnets } from './subnets.ts';
import { createSnapshots, type Snapshots } from './snapshots.ts';
import { createVolumes, type Mounts, type Volumes } from './volumes.ts';

/** What runs on the instances. */
export interface Ec2Listeners extends InstanceListeners {
  readonly mounts: Mounts;
}

/** The resources of one region. */
export interface Ec2State {
  readonly region: string;
  readonly instances: Instances;
  readonly volumes: Volumes;
  readonly snapshots: Snapshots;
  readonly addresses: Addresses;
  readonly subnets: Subnets;
  readonly outages: Outages;
}

/** The state of a region's EC2: the end of an instance unmounts and detaches its volumes and frees its addresses. */
export const createState = (
  clock: Clock,
  region: string,
  listeners: Partial<Ec2Listeners>,
  emitEvent: EmitEvent,
): Ec2State => {
  const outages = createOutages();
  const volumes = createVolumes({
    clock,
    outages,
    instances: () => instances,
    mounts: (instance, volume) => listeners.mounts?.(instance, volume) ?? true,
  });
  const addresses = createAddresses({ clock, instances: () => instances });
  const instances = createInstances({
    clock,
    outages,
    listeners: {
      started: (instance) => listeners.started?.(instance),
      shutDown: (instance) => {
        if (instance.responsive) volumes.unmount(instance.instanceId);
        listeners.shutDown?.(instance);
      },
      terminated: (instance) => {
        volumes.detachTerminated(instance.instanceId);
        addresses.disassociate(instance.instanceId);
        listeners.terminated?.(instance);
      },
    },
  });
  return {
    region,
    instances,
    volumes,
    snapshots: createSnapshots({ clock, region, emitEvent }),
    addresses,
    subnets: createSubnets(region),
    outages,
  };
};
