import { type Plan, refuse, wait } from '../../controller/plan.ts';
import { secondsSince } from '../../controller/time.ts';
import type { Attachment, LifecycleActions, Observed, Volume } from '../model.ts';
import { planAction, type InstanceContext, refOf, type Step } from './context.ts';

/** So long an attach may take before it counts as stuck; most take 1 to 4 s. https://repost.aws/knowledge-center/ebs-stuck-attaching */
export const ATTACH_TIMEOUT_SECONDS = 90;

/** Gives the data volume to the instance that is to have it. */
export const attachVolume: Step = (context) => {
  const { host, hostTags, instance } = context;
  const { device } = hostTags;
  if (device === undefined) return undefined;
  const volume = onlyVolume(host, instance.zone);
  if ('status' in volume) return volume;
  const { volumeId, state, attachments } = volume;
  const [attachment] = attachments;
  if (attachment)
    return attachment.instanceId === instance.instanceId
      ? ownAttachment(context, volumeId, attachment)
      : awaitDetach(context, volumeId, attachment);
  if (state !== 'available') return wait(`${volumeId} is ${state}`);
  const { instanceId } = instance;
  const reason = `${volumeId} was at no instance`;
  return planAction({ action: 'ec2:AttachVolume', reason, ...refOf(host), volumeId, instanceId, device });
};

/** Exactly one volume over all zones and states, where the instance can reach it. */
const onlyVolume = ({ host, tags, volumes }: Observed, zone: string): Volume | Plan<never> => {
  const [volume, ...more] = volumes;
  if (!volume)
    return refuse(
      `no volume bears the tags hostkeeper:host = ${host}, hostkeeper:stage = ${tags['hostkeeper:stage']} and ` +
        'hostkeeper:role = data: give them to the one that holds its data, or set hostkeeper:device to "none"',
    );
  if (more.length > 0) {
    const all = volumes.map((one) => `${one.volumeId} (${one.zone}, ${one.state})`).join(' and ');
    return refuse(`${all} are all tagged as its data: take the tag hostkeeper:role off all but the right one`);
  }
  if (volume.zone !== zone)
    return refuse(
      `${volume.volumeId} is in ${volume.zone} and the instance in ${zone}: give the group a subnet in ${volume.zone}, ` +
        `or tag a volume in ${zone} that was made from its snapshot`,
    );
  if (['deleting', 'deleted', 'error'].includes(volume.state))
    return refuse(`${volume.volumeId} is ${volume.state}: tag a volume that was made from its last snapshot`);
  return volume;
};

const ownAttachment = (
  { host, instance: { instanceId }, now }: InstanceContext,
  volumeId: string,
  { state, attachTime }: Attachment,
): Plan<LifecycleActions> | undefined => {
  if (state === 'attached') return undefined;
  const seconds = Math.floor(secondsSince(attachTime, now));
  if (state !== 'attaching' || seconds < ATTACH_TIMEOUT_SECONDS) return wait(`${volumeId} is ${state}`);
  const reason = `${volumeId} has been attaching for ${seconds} s`;
  return planAction({
    action: 'ec2:DetachVolume',
    reason,
    routine: false,
    ...refOf(host),
    volumeId,
    instanceId,
    force: false,
  });
};

/** Waits for another instance to let go of the volume; never takes it from one that runs. */
const awaitDetach = (
  { host, hostTags, now }: InstanceContext,
  volumeId: string,
  { instanceId }: Attachment,
): Plan<LifecycleActions> => {
  const machine = host.ec2Instances.get(instanceId);
  const lifecycleState = host.instances.find((one) => one.instanceId === instanceId)?.lifecycleState;
  const still = `${volumeId} is still with ${instanceId}`;
  if (machine && ['shutting-down', 'terminated'].includes(machine.state)) {
    const minutes = hostTags.forceDetachAfterMinutes;
    const waited = machine.endedAt ? secondsSince(machine.endedAt, now) / 60 : 0;
    const reason = `${still}, which is ${machine.state}`;
    return minutes !== undefined && waited >= minutes
      ? planAction({
          action: 'ec2:DetachVolume',
          reason: `${reason} for ${Math.floor(waited)} minutes`,
          routine: false,
          ...refOf(host),
          volumeId,
          instanceId,
          force: true,
        })
      : wait(reason);
  }
  if (lifecycleState === undefined)
    return machine
      ? refuse(`${volumeId} is with ${instanceId}, which is ${machine.state} and not of its group: detach it there`)
      : wait(`${still}, which EC2 does not know any more`);
  return /^Terminat(?!ing:Retained)/.test(lifecycleState)
    ? wait(`${still}, which is ${lifecycleState}`)
    : refuse(`${still}, which is ${lifecycleState}: end it, or bring it back into service`);
};
