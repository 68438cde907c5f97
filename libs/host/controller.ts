import type { Actors, Controller } from '../controller.ts';
import { TAGS } from '../fleet.ts';
import { formatTold } from '../tell.ts';
import { inBatches } from './batches.ts';
import { type Eyes, open } from './eyes.ts';
import { RELEASE_SECONDS } from './go.ts';
import { LAUNCH_HOOK } from './group.ts';
import { asking, END, type HostActions, type LifeTarget, type Observed, type RecordChange } from './model.ts';
import { observe } from './observe.ts';
import { planLife } from './plan.ts';
import { releaseComment, releaseScript } from './release.ts';
import { attachmentOf, changeOf, containerInstanceOf, releaseOf } from './words.ts';
import type { HostWorld } from './world.ts';

/**
 * So many changes go in one batch: a batch takes 1,000 values of 32,000 characters in all, and an UPSERT counts double.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets
 */
const MOST_CHANGES = 400;

const isBadChange = (cause: unknown): boolean => cause instanceof Error && cause.name === 'InvalidChangeBatch';

/** Changes of records, those of one zone together. */
const changer = ({ route53 }: HostWorld) => {
  const zones = new Map<string, (changes: readonly RecordChange[]) => Promise<void>>();
  return (zone: string, changes: readonly RecordChange[]): Promise<void> => {
    const send =
      zones.get(zone) ??
      inBatches<RecordChange>(
        (batch) => route53.changeResourceRecordSets(zone, batch.map(changeOf)),
        isBadChange,
        MOST_CHANGES,
      );
    zones.set(zone, send);
    return send(changes);
  };
};

/** Each tells the eyes what AWS answered, so that the run need not ask what it was just told. */
const actors = (world: HostWorld, eyes: Eyes): Actors<HostActions> => {
  const { autoScaling, ec2, ecs, ssm, now } = world;
  const changeRecords = changer(world);
  return {
    'autoscaling:CompleteLifecycleAction': async ({ host, group, instanceId, hook }) => {
      await autoScaling.completeLifecycleAction(group, instanceId, hook);
      eyes.asked.add(asking(instanceId, hook));
      // Who is let go may be held by another hook.
      if (hook !== LAUNCH_HOOK.name) eyes.groups.forget(host);
    },
    'autoscaling:CreateOrUpdateTags': async ({ host, group }) => {
      const told = { digests: [], at: now() };
      await autoScaling.createOrUpdateTags(group, { [TAGS.told]: formatTold(told) });
      eyes.groups.learn(host, (known) => known?.map((one) => (one.group === group ? { ...one, told } : one)));
    },
    'autoscaling:PutLifecycleHook': async ({ group, hook }) => {
      await autoScaling.putLifecycleHook(group, hook);
      eyes.hooks.learn(group, (known = []) => [...known.filter(({ name }) => name !== hook.name), hook]);
    },
    'autoscaling:TerminateInstanceInAutoScalingGroup': async ({ host, instanceId }) => {
      await autoScaling.terminateInstance(instanceId);
      eyes.asked.add(asking(instanceId, END));
      eyes.groups.forget(host);
    },
    'ec2:AssociateAddress': async ({ host, allocationId, instanceId }) => {
      await ec2.associateAddress(allocationId, instanceId);
      eyes.addresses.learn(`${host} ${allocationId}`, (known) => known && { ...known, instanceId });
    },
    'ec2:AttachVolume': async ({ host, volumeId, instanceId, device }) => {
      const attachment = await ec2.attachVolume(volumeId, instanceId, device);
      const attachments = attachment ? [attachmentOf(attachment)] : [];
      eyes.volumes.learn(host, (known) =>
        known?.map((volume) => (volume.volumeId === volumeId ? { ...volume, state: 'in-use', attachments } : volume)),
      );
    },
    'ec2:DetachVolume': async ({ host, volumeId, instanceId, force }) => {
      const attachment = await ec2.detachVolume(volumeId, instanceId, force);
      const attachments = attachment ? [attachmentOf(attachment)] : [];
      const state = attachment ? 'in-use' : 'available';
      eyes.volumes.learn(host, (known) =>
        known?.map((volume) => (volume.volumeId === volumeId ? { ...volume, state, attachments } : volume)),
      );
    },
    'ecs:UpdateContainerInstancesState': async ({ cluster, containerInstance, instanceId }) => {
      const drained = await ecs.updateContainerInstancesState(cluster, containerInstance);
      eyes.containerInstances.learn(`${cluster} ${instanceId}`, () => drained && containerInstanceOf(drained));
    },
    'route53:ChangeResourceRecordSets': async ({ zone, changes }) => {
      await changeRecords(zone, changes);
      for (const { change, record } of changes) {
        eyes.records.learn(`${zone} ${record.name}`, (known = []) => [
          ...known.filter(({ type }) => type !== record.type),
          ...(change === 'UPSERT' ? [record] : []),
        ]);
      }
    },
    'ssm:SendCommand': async ({ instanceId, volumeId, device }) => {
      const command = await ssm.sendCommand({
        instanceId,
        comment: releaseComment(volumeId),
        lines: releaseScript(volumeId, device),
        timeoutSeconds: RELEASE_SECONDS,
      });
      const undelivered = { status: 'Undeliverable', requestedAt: now() };
      eyes.releases.learn(`${instanceId} ${volumeId}`, () => (command ? releaseOf(command) : undelivered));
    },
  };
};

/** Many, as each action is a step of its own, and changes of records that are made at once share a batch. */
const AT_ONCE = 50;

/** Keeps the hosts of one region alive: up with their data and names, and gone without a tear. One for each run, whose eyes it has. */
export const life = (world: HostWorld): Controller<LifeTarget, Observed, HostActions> => {
  const eyes = open(world);
  return {
    name: 'life',
    observe: observe(eyes, world.ownership, world.now),
    plan: planLife(world.ownership),
    actors: actors(world, eyes),
    atOnce: AT_ONCE,
  };
};
