import type { Clock } from '../clock.ts';
import { createEc2 } from '../ec2/index.ts';
import { ownerCall, startClock } from '../fixtures.ts';
import { createAutoScaling } from './index.ts';
import type { GroupInput } from './state.ts';

/** The name of the group that the tests begin with. */
export const AutoScalingGroupName = 'web';

/** The sizes of a group of one. */
export const ONE = { min: 0, desired: 1, max: 1 };

/** The input that empties a group. */
export const NONE = { MinSize: 0, DesiredCapacity: 0, MaxSize: 0 };

/** EC2 Auto Scaling of a region, whose event bus is `emit`. */
export const regionOf = (clock: Clock, region = 'us-east-1', emit: (event: object) => void = () => {}) => {
  const ec2 = createEc2({ clock, region });
  return { ...createAutoScaling({ clock, region, emit, peers: { ec2 } }), ec2 };
};

/** A region with the group `web`. */
export const givenGroup = (input: Partial<GroupInput> = {}, emit?: (event: object) => void) => {
  const clock = startClock();
  const { service, groups, ec2 } = regionOf(clock, 'us-east-1', emit);
  const group = groups.add({ name: AutoScalingGroupName, sizes: ONE, tags: {}, ...input });
  const call = () => ownerCall(clock);
  const states = () => group.instances.map(({ lifecycleState }) => lifecycleState);
  return { clock, service, groups, group, ec2, call, states, first: () => group.instances[0]?.instanceId ?? '' };
};
