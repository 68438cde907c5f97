import { type Host, type Instance, unreadableState } from '../fleet.ts';
import { type Plan, refuse } from '../plan.ts';
import type { State } from '../state.ts';
import type { ResumeActions } from './model.ts';

/** A host that is to have no instance. */
export type Suspended = Extract<State, { intent: 'suspended' }>;

/** A host that is to come back to its sizes. */
export type Resuming = Extract<State, { intent: 'resuming' }>;

export const minutesSince = (since: Date, now: Date): number => (now.getTime() - since.getTime()) / 60_000;

/** Refuses a host whose state tag nobody can read. */
export const garbledState = (text: string): Plan<never> => refuse(unreadableState(text));

export const listed = (instances: readonly Instance[]): string =>
  instances.map(({ instanceId }) => instanceId).join(', ');

/** Writes an intent down, because a run that dies must leave it behind; that is not news, what is done because of it is. */
export const remembering = (
  { region, group }: Host,
  reason: string,
  state: ResumeActions['autoscaling:CreateOrUpdateTags']['state'],
) => ({ action: 'autoscaling:CreateOrUpdateTags', reason, routine: true, region, group, state }) as const;
