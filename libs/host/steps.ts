import type { Instance } from '../fleet.ts';
import { type Action, type Plan, wait } from '../plan.ts';
import {
  asking,
  END,
  type HostActions,
  type Machine,
  type Observed,
  type OfHost,
  type Ownership,
  type Volume,
} from './model.ts';
import type { Settings } from './settings.ts';

/** A host that can be kept, and when: what every step may know. */
export interface Scene {
  readonly host: Observed;
  readonly settings: Settings;
  readonly ownership: Ownership;
  readonly now: Date;
}

/** One instance of it; `machine` is absent where EC2 does not know it. */
export interface InstanceScene extends Scene {
  readonly instance: Instance;
  readonly machine?: Machine;
}

/** What one step wants, or nothing when it is settled; a step that says `converged` ends the instance's steps. */
export type Step = (scene: InstanceScene) => Plan<HostActions> | undefined;

export const secondsSince = (since: Date, now: Date): number => (now.getTime() - since.getTime()) / 1000;

/** Whose an action is. */
export const of = ({ host, group }: Observed): OfHost => ({ host, group });

/** One action, and then another look. */
export const doing = (action: Action<HostActions>): Plan<HostActions> => ({ status: 'act', actions: [action] });

export const isRunning = (machine?: Machine): boolean => machine?.state === 'running';

/** The data volume that is at an instance, however firmly. */
export const heldBy = ({ volumes }: Observed, instanceId: string): Volume | undefined =>
  volumes.find(({ attachments }) => attachments.some((attachment) => attachment.instanceId === instanceId));

/** The states in which an instance may hold what the host has one of. */
const UP: readonly string[] = ['InService', 'Pending:Proceed', 'Pending:Wait'];

/**
 * The one instance that is to have the volume, the address and the names, so that two that are alive at once cannot
 * fight over them: who has the volume already, else who is in service and runs, else who was launched last.
 */
export const heirOf = (host: Observed): Instance | undefined => {
  const claims = ({ instanceId, lifecycleState }: Instance): readonly number[] => {
    const machine = host.machines.get(instanceId);
    return [
      Number(heldBy(host, instanceId) !== undefined),
      Number(isRunning(machine)),
      -UP.indexOf(lifecycleState),
      machine?.launchTime.getTime() ?? 0,
    ];
  };
  return host.instances
    .filter(({ lifecycleState }) => UP.includes(lifecycleState))
    .map((instance) => ({ instance, claims: claims(instance) }))
    .toSorted((a, b) => b.claims.map((claim, at) => claim - (a.claims[at] ?? 0)).find((by) => by !== 0) ?? 0)[0]
    ?.instance;
};

/** Ends an instance in its group, which then launches another: once a run, for AWS may not show it at once. */
export const end = (host: Observed, instanceId: string, reason: string): Plan<HostActions> =>
  host.asked.has(asking(instanceId, END))
    ? wait(`${instanceId} was told to end`)
    : doing({ action: 'autoscaling:TerminateInstanceInAutoScalingGroup', reason, ...of(host), instanceId });

/** What an action says of itself. */
export type Why = Pick<Action<HostActions>, 'reason' | 'routine'>;

/** Lets an instance go on; `undefined` when this run has completed that hook: then another one holds it, or nobody. */
export const complete = (
  { host, instance: { instanceId } }: Pick<InstanceScene, 'host' | 'instance'>,
  hook: string,
  why: Why,
): Plan<HostActions> | undefined =>
  host.asked.has(asking(instanceId, hook))
    ? undefined
    : doing({ action: 'autoscaling:CompleteLifecycleAction', ...why, ...of(host), instanceId, hook });
