import type { AutoScaling } from '../aws/auto-scaling.ts';
import { ec2Of, ecsOf, lifecycleOf, route53Of, ssmOf } from '../aws/clients.ts';
import type { LifecycleHooks } from '../aws/lifecycle-hooks.ts';
import { snsNotifier } from '../notifications/sns.ts';
import { createFinishRun, type RunAnswer, reconcileSafely, type ControllerRun } from '../notifications/finish-run.ts';
import type { RunContext } from '../controller/reconcile.ts';
import { type Host, createHostLister, listHosts } from '../hosts/directory.ts';
import type { Platform } from '../runtime/handler.ts';
import { lifecycleController } from './controller.ts';
import { describeLifecycle, isNotable } from './notification.ts';
import type { LifecycleTarget, InterruptionNotice } from './model.ts';

/** The part of the configuration that this rests on. */
interface LifecycleEnvironment {
  readonly STAGE: string;
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
  readonly HOSTED_ZONES: readonly string[];
  readonly RECORD_NAMES: readonly string[];
}

/** What an event says: where to look, and perhaps that AWS takes an instance back. */
export interface InstanceEvent {
  /** What the event is called. */
  readonly kind: string;
  readonly group?: string;
  /** What its host is said to be called; whoever made the hook may have said so. */
  readonly host?: string;
  readonly instanceIds: readonly string[];
  readonly cause?: InterruptionNotice['cause'];
}

/** AWS attaches and detaches within seconds, and an instance waits for nothing else. */
export const POLL_INTERVAL_SECONDS = 1;

/** The hosts that news is about: whose group it names, or who hold one of its instances. */
export const targetsOf = (hosts: readonly Host[], event: InstanceEvent): readonly LifecycleTarget[] => {
  const { cause } = event;
  return hosts.flatMap(({ host, region, group, instances }) => {
    const instanceId = event.instanceIds.find((id) => instances.some((one) => one.instanceId === id));
    if (group !== event.group && instanceId === undefined) return [];
    return [{ host, region, group, ...(cause && instanceId !== undefined && { notice: { cause, instanceId } }) }];
  });
};

/** What news is about, in words. */
const describeEvent = ({ group, instanceIds }: InstanceEvent): string =>
  [...(group === undefined ? [] : [`the group ${group}`]), ...instanceIds].join(', ') ||
  'neither a group nor an instance';

/** Keeps the hosts of the function's own region alive. `autoScaling` is what else in the function speaks to Auto Scaling, if anything does. */
export const createLifecycle = (
  platform: Platform,
  config: LifecycleEnvironment,
  autoScaling: (region: string) => AutoScaling & LifecycleHooks = lifecycleOf(platform),
) => {
  const { STAGE: stage, AWS_REGION: region, HOSTED_ZONES: zones, RECORD_NAMES: names } = config;
  const deps = {
    region,
    stage,
    scope: { zones, names },
    autoScaling: autoScaling(region),
    ec2: ec2Of(platform)(region),
    ecs: ecsOf(platform)(region),
    route53: route53Of(platform, region),
    ssm: ssmOf(platform)(region),
    now: platform.now,
  };
  const finish = createFinishRun({ stage, log: platform.log, notifier: snsNotifier(platform, config, autoScaling) });
  const { list, prefetch } = createHostLister(
    (called) => listHosts(autoScaling, stage, [region], called),
    platform.now,
  );

  /** The hosts among which news is about some: looked for by name where it says one, for there may be a thousand. */
  const findHosts = async (event: InstanceEvent): Promise<readonly Host[]> => {
    if (event.host === undefined) return (await list()).hosts;
    const { hosts } = await list([event.host]);
    return hosts.some(({ group }) => group === event.group) ? hosts : (await list()).hosts;
  };

  /** `hosts` are all of the region's, as they were just listed; the end of the run is the caller's. */
  const reconcileLifecycle = async (
    targets: readonly LifecycleTarget[],
    hosts: readonly Host[],
    run: RunContext,
  ): Promise<ControllerRun> => {
    const results = await reconcileSafely(lifecycleController({ ...deps, hosts }), targets, run);
    const endedAt = run.now();
    return { results, notable: results.filter((result) => isNotable(result, endedAt)).map(describeLifecycle) };
  };

  return {
    prefetch,
    reconcileLifecycle,
    /** A whole run on the hosts that an event is about; none is no error, for AWS tells of every instance of the account. */
    handleEvent: async (event: InstanceEvent, run: RunContext): Promise<RunAnswer & { readonly ignored?: string }> => {
      const hosts = await findHosts(event);
      const targets = targetsOf(hosts, event);
      if (targets.length === 0)
        return {
          results: [],
          ignored: `${event.kind} is about ${describeEvent(event)}, and so about no host of ${stage}`,
        };
      const why = `AWS reported ${event.kind} for ${describeEvent(event)}.`;
      return finish([await reconcileLifecycle(targets, hosts, run)], { why }, run);
    },
  };
};
