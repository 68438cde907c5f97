import type { Executors, Controller } from '../controller/reconcile.ts';
import { TAGS } from '../hosts/directory.ts';
import { formatHistory } from '../notifications/history.ts';
import { createBatcher } from '../controller/batcher.ts';
import { type ObservationCache, createCache } from './observe/cache.ts';
import { UNMOUNT_TIMEOUT_SECONDS } from './steps/terminate.ts';
import { LAUNCH_HOOK } from './steps/group-config.ts';
import {
  requestKey,
  TERMINATE,
  type LifecycleActions,
  type LifecycleTarget,
  type Observed,
  type RecordChange,
} from './model.ts';
import { observe } from './observe/observe.ts';
import { planHost } from './plan.ts';
import { unmountComment, unmountScript } from './unmount-script.ts';
import { toAttachment, fromRecordChange, toContainerInstance, toUnmountRequest } from './observe/mappers.ts';
import type { LifecycleDeps } from './dependencies.ts';

/**
 * So many changes go in one batch: a batch takes 1,000 values of 32,000 characters in all, and an UPSERT counts double.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets
 */
const MAX_CHANGES_PER_BATCH = 400;

const isBadChange = (cause: unknown): boolean => cause instanceof Error && cause.name === 'InvalidChangeBatch';

/** Changes of records, those of one zone together. */
const createRecordChanger = ({ route53 }: LifecycleDeps) => {
  const zones = new Map<string, (changes: readonly RecordChange[]) => Promise<void>>();
  return (zone: string, changes: readonly RecordChange[]): Promise<void> => {
    const send =
      zones.get(zone) ??
      createBatcher<RecordChange>(
        (batch) => route53.changeResourceRecordSets(zone, batch.map(fromRecordChange)),
        isBadChange,
        MAX_CHANGES_PER_BATCH,
      );
    zones.set(zone, send);
    return send(changes);
  };
};

/** Each tells the eyes what AWS answered, so that the run need not ask what it was just told. */
const createExecutors = (deps: LifecycleDeps, cache: ObservationCache): Executors<LifecycleActions> => {
  const { autoScaling, ec2, ecs, ssm, now } = deps;
  const changeRecords = createRecordChanger(deps);
  return {
    'autoscaling:CompleteLifecycleAction': async ({ host, group, instanceId, hook }) => {
      await autoScaling.completeLifecycleAction(group, instanceId, hook);
      cache.requested.add(requestKey(instanceId, hook));
      // Who is let go may be held by another hook.
      if (hook !== LAUNCH_HOOK.name) cache.groups.invalidate(host);
    },
    'autoscaling:CreateOrUpdateTags': async ({ host, group }) => {
      const history = { fingerprints: [], at: now() };
      await autoScaling.createOrUpdateTags(group, { [TAGS.notified]: formatHistory(history) });
      cache.groups.set(host, (known) => known?.map((one) => (one.group === group ? { ...one, history } : one)));
    },
    'autoscaling:PutLifecycleHook': async ({ group, hook }) => {
      await autoScaling.putLifecycleHook(group, hook);
      cache.hooks.set(group, (known = []) => [...known.filter(({ name }) => name !== hook.name), hook]);
    },
    'autoscaling:TerminateInstanceInAutoScalingGroup': async ({ host, instanceId }) => {
      await autoScaling.terminateInstance(instanceId);
      cache.requested.add(requestKey(instanceId, TERMINATE));
      cache.groups.invalidate(host);
    },
    'ec2:AssociateAddress': async ({ host, allocationId, instanceId }) => {
      await ec2.associateAddress(allocationId, instanceId);
      cache.addresses.set(`${host} ${allocationId}`, (known) => known && { ...known, instanceId });
    },
    'ec2:AttachVolume': async ({ host, volumeId, instanceId, device }) => {
      const attachment = await ec2.attachVolume(volumeId, instanceId, device);
      const attachments = attachment ? [toAttachment(attachment)] : [];
      cache.volumes.set(host, (known) =>
        known?.map((volume) => (volume.volumeId === volumeId ? { ...volume, state: 'in-use', attachments } : volume)),
      );
    },
    'ec2:DetachVolume': async ({ host, volumeId, instanceId, force }) => {
      const attachment = await ec2.detachVolume(volumeId, instanceId, force);
      const attachments = attachment ? [toAttachment(attachment)] : [];
      const state = attachment ? 'in-use' : 'available';
      cache.volumes.set(host, (known) =>
        known?.map((volume) => (volume.volumeId === volumeId ? { ...volume, state, attachments } : volume)),
      );
    },
    'ecs:UpdateContainerInstancesState': async ({ cluster, containerInstance, instanceId }) => {
      const drained = await ecs.updateContainerInstancesState(cluster, containerInstance);
      cache.containerInstances.set(`${cluster} ${instanceId}`, () => drained && toContainerInstance(drained));
    },
    'route53:ChangeResourceRecordSets': async ({ zone, changes }) => {
      await changeRecords(zone, changes);
      for (const { change, record } of changes) {
        cache.records.set(`${zone} ${record.name}`, (known = []) => [
          ...known.filter(({ type }) => type !== record.type),
          ...(change === 'UPSERT' ? [record] : []),
        ]);
      }
    },
    'ssm:SendCommand': async ({ instanceId, volumeId, device }) => {
      const command = await ssm.sendCommand({
        instanceId,
        comment: unmountComment(volumeId),
        lines: unmountScript(volumeId, device),
        timeoutSeconds: UNMOUNT_TIMEOUT_SECONDS,
      });
      const undelivered = { status: 'Undeliverable', requestedAt: now() };
      cache.unmountRequests.set(`${instanceId} ${volumeId}`, () => (command ? toUnmountRequest(command) : undelivered));
    },
  };
};

/** Many, as each action is a step of its own, and changes of records that are made at once share a batch. */
const MAX_CONCURRENCY = 50;

/** Keeps the hosts of one region alive: up with their data and names, and gone without a tear. One for each run, whose eyes it has. */
export const lifecycleController = (deps: LifecycleDeps): Controller<LifecycleTarget, Observed, LifecycleActions> => {
  const cache = createCache(deps);
  return {
    name: 'life',
    observe: observe(cache, deps.scope, deps.now),
    plan: planHost(deps.scope),
    executors: createExecutors(deps, cache),
    maxConcurrency: MAX_CONCURRENCY,
  };
};
