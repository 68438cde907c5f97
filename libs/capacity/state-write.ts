import type { Host, GroupInstance } from '../hosts/host.ts';
import { invalidTag, TAGS } from '../hosts/tags.ts';
import { type Plan, refuse } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import type { State } from '../hosts/state.ts';
import type { Sizes } from '../aws/sizes.ts';
import type { ObservedHost, Unrecorded, WritableState } from './model.ts';

/** The state of a host that must have no instance. */
export type Suspended = Extract<State, { intent: 'suspended' }>;

/** The state of a host that returns to its sizes. */
export type Resuming = Extract<State, { intent: 'resuming' }>;

/** Refuses a host with an invalid state tag. */
export const refuseUnreadableState = (text: string): Plan<never> => refuse(invalidTag(TAGS.state, text));

/** The ids of instances, separated by commas. */
export const formatIds = (instances: readonly GroupInstance[]): string =>
  instances.map(({ instanceId }) => instanceId).join(', ');

/**
 * The action that records an intent, before anything is done for it, so that the next run continues where this one dies.
 * Where it fails, a host is suspended all the same, and any other intent is dropped.
 * It is routine: the actions that follow are what the owner is notified of.
 */
export const writeState = (host: Host, reason: string, state: WritableState) =>
  ({
    action: 'autoscaling:CreateOrUpdateTags',
    reason,
    routine: true,
    // Nothing may keep a host from being stopped; nothing starts one whose state cannot be recorded.
    onFailure: state.intent === 'suspended' ? 'continue' : 'replan',
    ...refOf(host),
    state,
  }) as const;

/** Why the state cannot be recorded, the fix, and what AWS said: a clause. */
export const describeUnrecorded = ({ error }: Unrecorded): string => {
  const fix = /limit/i.test(error)
    ? 'free a tag of its group, as 50 of 50 are used'
    : `let hostkeeper write the tag ${TAGS.state.name} of its group`;
  return `its state cannot be recorded: ${fix} (AWS says "${error}")`;
};

/** The sizes to offer for a host whose sizes are not recorded: those that its group's activities tell, else one instance. */
export const offerSizes = ({ desiredBeforeZero = 1 }: Pick<ObservedHost, 'desiredBeforeZero'>): Sizes => ({
  min: 0,
  desired: Math.min(1, desiredBeforeZero),
  max: 1,
});
