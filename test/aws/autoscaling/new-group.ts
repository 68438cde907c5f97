import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';
import type { Group, GroupInput } from './state.ts';

/** A new group, still without instances. */
export const newGroup = (
  input: GroupInput,
  { clock, region }: { readonly clock: Clock; readonly region: string },
): Group => {
  const { name, sizes, tags, suspendedProcesses, hooks = [], lifecycleStates: _, instanceIds: __, ...options } = input;
  return {
    protectNewInstances: false,
    retain: false,
    warmPool: false,
    capacityRebalance: false,
    zones: [`${region}a`],
    spot: false,
    ipv4: true,
    ipv6: false,
    secondInterface: false,
    ...options,
    name,
    region,
    arn: `arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:${drawUuid(clock)}:autoScalingGroupName/${name}`,
    createdAt: clock.now(),
    sizes,
    instances: [],
    tags: new Map(Object.entries(tags)),
    propagatedTags: new Set(),
    suspendedProcesses: new Set(suspendedProcesses),
    hooks: new Map(hooks.map((hook) => [hook.name, hook])),
    activities: [],
  };
};
