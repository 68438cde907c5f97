import { createBatcher } from '../controller/batcher.ts';
import type { Executors } from '../controller/controller.ts';
import { TAGS } from '../hosts/tags.ts';
import { formatHistory } from '../notifications/history.ts';
import type { LifecycleDeps } from './dependencies.ts';
import {
  attachRequest,
  forceRequest,
  type LifecycleActions,
  type NameRecord,
  type RecordChange,
  TERMINATE,
} from './model.ts';
import type { ObservationCache } from './observe/cache.ts';
import { fromRecordChange, toAttachment, toContainerInstance, toUnmountRequest } from './observe/mappers.ts';
import { unmountKeyId } from './observe/termination-loaders.ts';
import { LAUNCH_HOOK } from './steps/hooks.ts';
import { unmountComment, unmountParameters } from './unmount-command.ts';

/**
 * Changes in one batch, each of two values at most. Route 53 accepts 1,000 values of 32,000 characters in all; a batch with
 * long names of hosts is halved until it fits.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets
 */
const MAX_CHANGES_PER_BATCH = 250;

const isBadChange = (cause: unknown): boolean => cause instanceof Error && cause.name === 'InvalidChangeBatch';

/** Changes records; simultaneous changes of one zone share a batch. */
const createRecordChanger = ({ route53 }: LifecycleDeps) => {
  const zones = new Map<string, (changes: readonly RecordChange[]) => Promise<void>>();
  return (zone: string, changes: readonly RecordChange[]): Promise<void> => {
    const send =
      zones.get(zone) ??
      createBatcher<RecordChange>(
        (batch) => route53.changeResourceRecordSets(zone, batch.flatMap(fromRecordChange)),
        isBadChange,
        MAX_CHANGES_PER_BATCH,
      );
    zones.set(zone, send);
    return send(changes);
  };
};

const nameOf = ({ before, after }: RecordChange): string => (after ?? before)?.name ?? '';

/** Whether records are as they are after a change. */
const isMade = ({ before, after }: RecordChange, records: readonly NameRecord[] = []): boolean => {
  const current = records.find(({ type }) => type === (after ?? before)?.type);
  return after ? current?.values.join(' ') === after.values.join(' ') : current === undefined;
};

/** Write-through: each executor updates the cache with AWS's response, so that the next observation costs no call. */
export const createExecutors = (deps: LifecycleDeps, cache: ObservationCache): Executors<LifecycleActions> => {
  const { autoScaling, directory, ec2, ecs, ssm, unmountDocument, now } = deps;
  const setRequested = (instanceId: string, request: string) =>
    cache.requested.set(instanceId, [...(cache.requested.get(instanceId) ?? []), request]);
  const changeRecords = createRecordChanger(deps);
  return {
    'autoscaling:CompleteLifecycleAction': async ({ instanceId, hook, result, ...ref }) => {
      await autoScaling.completeLifecycleAction(ref.group, instanceId, hook, result);
      setRequested(instanceId, hook);
      // A launch that continues needs nothing more; another hook may still hold an instance that terminates.
      if (hook !== LAUNCH_HOOK.name || result === 'ABANDON') directory.invalidate(ref);
    },
    'autoscaling:CreateOrUpdateTags': async (ref) => {
      const history = { fingerprints: [], at: now() };
      await autoScaling.createOrUpdateTags(ref.group, { [TAGS.notified.name]: formatHistory(history) });
      directory.set(ref, (host) => host && { ...host, history });
    },
    'autoscaling:PutLifecycleHook': async ({ group, hook }) => {
      await autoScaling.putLifecycleHook(group, hook);
      cache.hooks.set(group, (cached = []) => [...cached.filter(({ name }) => name !== hook.name), hook]);
    },
    'autoscaling:TerminateInstanceInAutoScalingGroup': async ({ instanceId, ...ref }) => {
      await autoScaling.terminateInstance(instanceId);
      setRequested(instanceId, TERMINATE);
      directory.invalidate(ref);
    },
    'ec2:AssociateAddress': async ({ host, group, allocationId, instanceId }) => {
      const instances = (await cache.instances.getMany([group])).get(group) ?? [];
      const { interfaceId } = instances.find((instance) => instance.instanceId === instanceId) ?? {};
      await ec2.associateAddress(allocationId, interfaceId === undefined ? { instanceId } : { interfaceId });
      cache.addresses.set({ host, allocationId }, (cached) => cached && { ...cached, instanceId });
    },
    'ec2:AttachVolume': async ({ host, volumeId, instanceId, device }) => {
      setRequested(instanceId, attachRequest(volumeId));
      const attachment = await ec2.attachVolume(volumeId, instanceId, device);
      const attachments = attachment ? [toAttachment(attachment)] : [];
      cache.volumes.set(host, (cached) =>
        cached?.map((volume) => (volume.volumeId === volumeId ? { ...volume, state: 'in-use', attachments } : volume)),
      );
    },
    'ec2:DetachVolume': async ({ host, volumeId, instanceId, force }) => {
      if (force) setRequested(instanceId, forceRequest(volumeId));
      const attachment = await ec2.detachVolume(volumeId, instanceId, force);
      const attachments = attachment ? [toAttachment(attachment)] : [];
      const state = attachment ? 'in-use' : 'available';
      cache.volumes.set(host, (cached) =>
        cached?.map((volume) => (volume.volumeId === volumeId ? { ...volume, state, attachments } : volume)),
      );
    },
    'ecs:UpdateContainerInstancesState': async ({ cluster, containerInstance, instanceId }) => {
      const drained = await ecs.updateContainerInstancesState(cluster, containerInstance);
      cache.containerInstances.set({ cluster, instanceId }, () => drained && toContainerInstance(drained));
    },
    'route53:ChangeResourceRecordSets': async ({ zone, changes }) => {
      const keyOf = (change: RecordChange) => ({ zone, name: nameOf(change) });
      try {
        await changeRecords(zone, changes);
      } catch (cause) {
        for (const change of changes) cache.records.invalidate(keyOf(change));
        if (!isBadChange(cause)) throw cause;
        // Somebody has changed the records since they were read: another run has made this change, or the next plan differs.
        const current = await cache.records.getMany(changes.map(keyOf));
        if (!changes.every((change) => isMade(change, current.get(keyOf(change))))) throw cause;
      }
      for (const change of changes) {
        const { before, after } = change;
        cache.records.set(keyOf(change), (cached = []) => [
          ...cached.filter(({ type }) => type !== (after ?? before)?.type),
          ...(after ? [after] : []),
        ]);
      }
    },
    'ssm:SendCommand': async ({ instanceId, volumeId, device }) => {
      const sent = await ssm.sendCommand({
        instanceId,
        comment: unmountComment(volumeId),
        document: unmountDocument,
        parameters: unmountParameters(volumeId, device),
      });
      const request =
        'command' in sent
          ? toUnmountRequest(sent.command)
          : { status: 'Undeliverable', requestedAt: now(), problem: sent.problem };
      cache.sentUnmountRequests.set(unmountKeyId({ instanceId, volumeId }), request);
    },
  };
};
