import type { Host, GroupInstance } from '../hosts/host.ts';
import { invalidTag, TAGS } from '../hosts/tags.ts';
import { type Plan, refuse } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import type { State } from '../hosts/state.ts';
import type { ResumeActions } from './model.ts';

/** A host that is to have no instance. */
export type Suspended = Extract<State, { intent: 'suspended' }>;

/** A host that is to come back to its sizes. */
export type Resuming = Extract<State, { intent: 'resuming' }>;

/** Refuses a host whose state tag nobody can read. */
export const refuseUnreadableState = (text: string): Plan<never> => refuse(invalidTag(TAGS.state, text));

export const formatIds = (instances: readonly GroupInstance[]): string =>
  instances.map(({ instanceId }) => instanceId).join(', ');

/** Writes an intent down, because a run that dies must leave it behind; that is not news, what is done because of it is. */
export const writeState = (
  host: Host,
  reason: string,
  state: ResumeActions['autoscaling:CreateOrUpdateTags']['state'],
) => ({ action: 'autoscaling:CreateOrUpdateTags', reason, routine: true, ...refOf(host), state }) as const;
