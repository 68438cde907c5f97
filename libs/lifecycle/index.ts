import type { Polling, RunContext } from '../controller/controller.ts';
import { refOf } from '../controller/result.ts';
import type { Host } from '../hosts/host.ts';
import { findSharedNames } from '../hosts/shared-names.ts';
import {
  type ControllerRun,
  type createFinishRun,
  reconcileSafely,
  type RunAnswer,
} from '../notifications/finish-run.ts';
import { lifecycleController, POLLING } from './controller.ts';
import type { LifecycleDeps } from './dependencies.ts';
import type { InterruptionNotice, LifecycleTarget } from './model.ts';
import { describeLifecycle } from './notification.ts';

/** What operating hosts through their lifecycle needs; libs/runtime/services.ts provides it. */
export interface LifecycleServices extends LifecycleDeps {
  readonly finishRun: ReturnType<typeof createFinishRun>;
}

/** What an event says of an instance or its group: where to look, and perhaps that AWS takes the instance back. */
export interface InstanceEvent {
  /** The name of the event's type. */
  readonly kind: string;
  readonly group?: string;
  /** The host's name as the lifecycle hook has it; the creator of a hook may have written anything there. */
  readonly host?: string;
  readonly instanceIds: readonly string[];
  readonly cause?: InterruptionNotice['cause'];
  readonly retiredAt?: Date;
  readonly isExpedited?: true;
}

/** The hosts as targets, each with the DNS names that it shares with others of them. */
const toTargets = (hosts: readonly Host[]): readonly LifecycleTarget[] => {
  const shared = findSharedNames(hosts);
  return hosts.map((host) => {
    const sharedNames = shared.get(host.group);
    return sharedNames ? Object.assign({ sharedNames }, refOf(host)) : refOf(host);
  });
};

/** The hosts that an event is about: it names the group, or an instance of the group. */
const targetsOf = (hosts: readonly Host[], event: InstanceEvent): readonly LifecycleTarget[] => {
  const { cause, retiredAt, isExpedited } = event;
  const more = { ...(retiredAt && { retiredAt }), ...(isExpedited && { isExpedited }) };
  const instancesOf = new Map(hosts.map(({ group, instances }) => [group, instances]));
  return toTargets(hosts).flatMap((target) => {
    const instances = instancesOf.get(target.group) ?? [];
    const ids = event.instanceIds.filter((id) => instances.some(({ instanceId }) => instanceId === id));
    if (target.group !== event.group && ids.length === 0) return [];
    const notices = cause ? ids.map((instanceId) => Object.assign({ cause, instanceId }, more)) : [];
    return [{ ...target, ...(notices.length > 0 && { notices }) }];
  });
};

/** The group and instances of an event, in words. */
const describeEvent = ({ group, instanceIds }: InstanceEvent): string =>
  [...(group === undefined ? [] : [`the group ${group}`]), ...instanceIds].join(', ') ||
  'neither a group nor an instance';

/** Operates the hosts of the function's own region: launches, terminations, interruptions and repairs. */
export const createLifecycle = (services: LifecycleServices) => {
  const { stage, directory, finishRun } = services;
  const firstSeen = new Map<string, Date>();

  /** Hosts that include those of the event; listed by name where it has one, for a region may have a thousand. */
  const findHosts = async (event: InstanceEvent): Promise<readonly Host[]> => {
    if (event.host === undefined) return (await directory.list()).hosts;
    const { hosts } = await directory.list([event.host]);
    return hosts.some(({ group }) => group === event.group) ? hosts : (await directory.list()).hosts;
  };

  const reconcileTargets = async (
    targets: readonly LifecycleTarget[],
    polling: Polling,
    run: RunContext,
  ): Promise<ControllerRun> => {
    const results = await reconcileSafely(lifecycleController(services, polling, firstSeen, run.dryRun), targets, run);
    const endedAt = run.now();
    return { results, notable: results.flatMap((result) => describeLifecycle(result, endedAt)) };
  };

  return {
    /** Reconciles all hosts of the region, as just listed; the caller finishes the run. */
    reconcile: (hosts: readonly Host[], run: RunContext): Promise<ControllerRun> =>
      reconcileTargets(toTargets(hosts), POLLING.reconcile, run),
    /** Reconciles the hosts of an event: a whole run. An event without one is ignored: AWS sends those of every instance of the account. */
    handleEvent: async (event: InstanceEvent, run: RunContext): Promise<RunAnswer & { readonly ignored?: string }> => {
      const hosts = await findHosts(event);
      const targets = targetsOf(hosts, event);
      if (targets.length === 0)
        return {
          results: [],
          ignored: `${event.kind} is about ${describeEvent(event)}, and so about no host of ${stage}`,
        };
      const why = `AWS reported ${event.kind} for ${describeEvent(event)}.`;
      return finishRun([await reconcileTargets(targets, POLLING.event, run)], { why }, run);
    },
  };
};
