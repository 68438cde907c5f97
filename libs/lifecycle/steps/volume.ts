import { type Plan, refuse, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { minutesSince, secondsSince } from '../../controller/time.ts';
import { DATA_ROLE, TAGS } from '../../hosts/tags.ts';
import { shell } from '../../notifications/commands.ts';
import { openIn } from '../../notifications/history.ts';
import {
  attachRequest,
  type Attachment,
  forceRequest,
  type LifecycleActions,
  type Observed,
  type Volume,
} from '../model.ts';
import { fingerprintOfProblem } from '../problem.ts';
import { type InstanceContext, isRequested, planAction, type Step } from './context.ts';

/** After this time an attachment counts as stuck; most take 1 to 4 s. https://repost.aws/knowledge-center/ebs-stuck-attaching */
const ATTACH_TIMEOUT_SECONDS = 90;

/** Attaches the data volume. */
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
  return attach(context, volumeId, device);
};

/** Attempts of a run to attach a volume that AWS then makes available again. */
const MAX_ATTEMPTS = 2;

/** Minutes after the notification that an attachment fails at which it is tried again: ever less often, then hourly. */
const isRetryMinute = ({ host: { history }, now }: InstanceContext): boolean => {
  const minutes = Math.floor(minutesSince(history.at ?? now, now));
  return [5, 10, 20, 40].includes(minutes) || (minutes > 0 && minutes % 60 === 0);
};

/**
 * Attaches a volume that is available. AWS accepts the call and makes the volume available again where it cannot use the
 * key. After two attempts that is refused, and once notified it is tried less often: the history of the host remembers it.
 * https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
 */
const attach = (context: InstanceContext, volumeId: string, device: string): Plan<LifecycleActions> => {
  const { host, instance } = context;
  const { instanceId } = instance;
  const reason =
    `${volumeId} does not stay attached to ${instanceId} as ${device}: if it is encrypted under a key of your own, ` +
    'deploy with the ARN of that key in the parameter kmsKeys (kms:CreateGrant); if a disk of the AMI or of the launch template ' +
    `has this device name, set ${TAGS.device.name} to another`;
  const refusal = refuse(
    reason,
    shell`aws ec2 describe-volumes --region ${host.region} --volume-ids ${volumeId} --query ${'Volumes[].[State,Encrypted,KmsKeyId]'}`,
  );
  const { problems } = openIn(host);
  const problem = { kind: 'VolumeAttached', status: 'refused', reason } as const;
  const isKnown = [true, false].some((holds) => problems.includes(fingerprintOfProblem(host, problem, holds)));
  const attempts = (host.requested.get(instanceId) ?? []).filter((one) => one === attachRequest(volumeId)).length;
  if (attempts >= (isKnown ? 1 : MAX_ATTEMPTS)) return refusal;
  if (isKnown && attempts === 0 && !isRetryMinute(context)) return refusal;
  return planAction({
    action: 'ec2:AttachVolume',
    reason: `${volumeId} was not attached`,
    ...(isKnown && { routine: true }),
    ...refOf(host),
    volumeId,
    instanceId,
    device,
  });
};

/** The data volume: exactly one over all zones and states, in the zone of the instance. */
const onlyVolume = ({ host, tags, volumes }: Observed, zone: string): Volume | Plan<never> => {
  const [volume, ...others] = volumes;
  if (!volume)
    return refuse(
      `no volume has the tags ${TAGS.host.name} = ${host}, ${TAGS.stage.name} = ${tags[TAGS.stage.name]} and ` +
        `${TAGS.role.name} = ${DATA_ROLE}: add them to the volume that holds its data, or set ${TAGS.device.name} to "none"`,
    );
  if (others.length > 0) {
    const list = volumes.map(({ volumeId, zone: where, state }) => `${volumeId} (${where}, ${state})`).join(' and ');
    return refuse(
      `${list} are all tagged as its data volume: remove the tag ${TAGS.role.name} from all but the right one`,
    );
  }
  if (volume.zone !== zone)
    return refuse(
      `${volume.volumeId} is in ${volume.zone} and the instance in ${zone}: give the group a subnet in ${volume.zone}, ` +
        `or tag a volume in ${zone} that was created from its snapshot`,
    );
  if (['deleting', 'deleted', 'error'].includes(volume.state))
    return refuse(`${volume.volumeId} is ${volume.state}: tag a volume that was created from its last snapshot`);
  return volume;
};

/** Waits for the attachment to this instance. A stuck one is detached without force, and then attached again. */
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

/**
 * Waits until another instance releases the volume; never detaches it from a running one. By force once a run, as AWS takes
 * minutes for that as well.
 */
const awaitDetach = (
  { host, hostTags, now }: InstanceContext,
  volumeId: string,
  { instanceId }: Attachment,
): Plan<LifecycleActions> => {
  const ec2Instance = host.ec2Instances.get(instanceId);
  const lifecycleState = host.instances.find((instance) => instance.instanceId === instanceId)?.lifecycleState;
  const attached = `${volumeId} is still attached to ${instanceId}`;
  if (ec2Instance && ['shutting-down', 'terminated'].includes(ec2Instance.state)) {
    const forceAfter = hostTags.forceDetachAfterMinutes;
    const minutes = ec2Instance.endedAt ? minutesSince(ec2Instance.endedAt, now) : 0;
    const reason = `${attached}, which is ${ec2Instance.state}`;
    const isForced = isRequested(host, instanceId, forceRequest(volumeId));
    return forceAfter !== undefined && minutes >= forceAfter && !isForced
      ? planAction({
          action: 'ec2:DetachVolume',
          reason: `${reason} for ${Math.floor(minutes)} minutes`,
          routine: false,
          ...refOf(host),
          volumeId,
          instanceId,
          force: true,
        })
      : wait(reason);
  }
  if (lifecycleState === undefined)
    return ec2Instance
      ? refuse(`${attached}, which is ${ec2Instance.state} and not in its group: detach it there`)
      : wait(`${attached}, which EC2 no longer knows`);
  return /^Terminat(?!ing:Retained)/.test(lifecycleState)
    ? wait(`${attached}, which is ${lifecycleState}`)
    : refuse(`${attached}, which is ${lifecycleState}: terminate it, or return it to service`);
};
