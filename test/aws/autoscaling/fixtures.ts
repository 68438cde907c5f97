import { createAutoScaling } from './index.ts';
import type { GroupInput } from './groups.ts';
import { ownerCall, startClock } from '../fixtures.ts';

/** The name of the group that the tests begin with. */
export const AutoScalingGroupName = 'web';

/** The sizes of a group of one. */
export const ONE = { min: 0, desired: 1, max: 1 };

/** The input that empties a group. */
export const NONE = { MinSize: 0, DesiredCapacity: 0, MaxSize: 0 };

/** A region with the group `web`. */
export const givenGroup = (input: Partial<GroupInput> = {}) => {
  const clock = startClock();
  const { service, groups } = createAutoScaling({ clock, region: 'us-east-1' });
  const group = groups.add({ name: AutoScalingGroupName, sizes: ONE, tags: {}, ...input });
  const call = () => ownerCall(clock);
  const states = () => group.instances.map(({ lifecycleState }) => lifecycleState);
  return { clock, service, groups, group, call, states, first: () => group.instances[0]?.instanceId ?? '' };
};
