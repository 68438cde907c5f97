import * as client from '@aws-sdk/client-auto-scaling';

import type { Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import { groupOperations } from './group-operations.ts';
import { createGroups } from './groups.ts';
import { hookOperations } from './hook-operations.ts';
import { instanceOperations } from './instance-operations.ts';
import { lifecycleOperations } from './lifecycle-operations.ts';
import { createLookup } from './lookup.ts';
import { BUCKETS } from './quotas.ts';
import { scalingOperations } from './scaling-operations.ts';
import { type SetupEc2, setupOperations } from './setup-operations.ts';
import { tagOperations } from './tag-operations.ts';

/** EC2 Auto Scaling of one region. It launches and terminates the instances of the region's EC2. */
export const createAutoScaling = ({
  clock,
  region,
  emit,
  peers: { ec2 },
}: RegionContext & { readonly peers: { readonly ec2: SetupEc2 } }) => {
  const { instances, launchTemplates, isZoneDown } = ec2;
  const groups = createGroups({ clock, region, instances, launchTemplates, isZoneDown, emit });
  const lookup = createLookup({ groups, region });
  const service = {
    ...groupOperations(groups, lookup, ec2.subnets),
    ...instanceOperations(groups, lookup),
    ...tagOperations(groups, lookup),
    ...scalingOperations(groups, lookup, clock),
    ...setupOperations(groups, lookup, ec2),
    ...hookOperations(groups, lookup),
    ...lifecycleOperations(groups, lookup),
  } satisfies Service;
  return { service, groups };
};

export const autoScaling = {
  api: { client, protocol: 'query', namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/' },
  buckets: BUCKETS,
  create: createAutoScaling,
} as const;
