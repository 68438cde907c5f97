import * as client from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { type HostPeers, hostListeners } from '../host.ts';
import type { Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import { addressOperations } from './address-operations.ts';
import { imageOperations } from './image-operations.ts';
import { instanceOperations } from './instance-operations.ts';
import { copyOperations } from './copy-operations.ts';
import { createEmitter } from './events.ts';
import { createInstanceTypes } from './instance-types.ts';
import { createLaunchTemplates } from './launch-templates.ts';
import { createLookup } from './lookup.ts';
import { BUCKETS } from './quotas.ts';
import { setupOperations } from './setup-operations.ts';
import { runInstances } from './run-instances.ts';
import { createSecurityGroups } from './security-groups.ts';
import { snapshotOperations } from './snapshot-operations.ts';
import { createState, type Ec2Listeners } from './state.ts';
import { statusOperations } from './status-operations.ts';
import { tagOperations } from './tag-operations.ts';
import { volumeCreation } from './volume-creation.ts';
import { volumeOperations } from './volume-operations.ts';

/** EC2 of one region: instances with the operating systems on them, volumes, Elastic IP addresses. */
export const createEc2 = ({
  clock,
  region,
  listeners = {},
  emit = () => {},
  snapshotsOf,
}: {
  readonly clock: Clock;
  readonly region: string;
  /** Called after EC2's own part of a change of an instance. */
  readonly listeners?: Partial<Ec2Listeners>;
  /** Puts an event on the bus; by default there is none. */
  readonly emit?: RegionContext['emit'];
  /** By default there is no other region. */
  readonly snapshotsOf?: RegionContext['snapshotsOf'];
}) => {
  const state = createState(clock, region, listeners, createEmitter({ clock, region, emit }));
  const { instances, volumes, snapshots, addresses, subnets, outages } = state;
  const lookup = createLookup(state);
  const launchTemplates = createLaunchTemplates(clock);
  const instanceTypes = createInstanceTypes(region);
  const runs = runInstances({ clock, state, lookup, launchTemplates, instanceTypes });
  const service = {
    ...instanceOperations(state, lookup),
    ...statusOperations(state, lookup),
    ...volumeOperations(state, lookup),
    ...volumeCreation(clock, state, lookup),
    ...snapshotOperations(clock, state, lookup),
    ...copyOperations(state, snapshotsOf ?? (() => snapshots)),
    ...imageOperations(clock, state, lookup),
    ...addressOperations(state, lookup),
    ...tagOperations(state, lookup),
    ...setupOperations(state),
    ...runs.operations,
    ...launchTemplates.operations,
    ...instanceTypes.operations,
  } satisfies Service;

  return {
    service,
    instances,
    volumes,
    snapshots,
    subnets,
    /** Has a whole Availability Zone fail. */
    failZone: outages.begin,
    isZoneDown: outages.isDown,
    launchTemplates,
    withdrawType: instanceTypes.withdraw,
    exhaust: runs.exhaust,
    securityGroups: createSecurityGroups(),
    associateAddress: addresses.associate,
    allocateAddress: addresses.allocate,
    /** Whether an IP address belongs to the account: at an instance, or allocated. */
    ownsAddress: (ip: string): boolean =>
      instances.all().some((instance) => instance.ip === ip || instance.ipv6 === ip) ||
      addresses.all().some((address) => address.ip === ip),
  };
};

export const ec2 = {
  api: { client, protocol: 'ec2', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  deniedCode: 'UnauthorizedOperation',
  hasDryRun: true,
  buckets: BUCKETS,
  create: ({ clock, region, emit, snapshotsOf, peers }: RegionContext & { readonly peers: HostPeers }) =>
    createEc2({ clock, region, emit, ...(snapshotsOf && { snapshotsOf }), listeners: hostListeners(clock, peers) }),
} as const;
