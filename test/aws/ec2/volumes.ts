import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { AwsError } from '../operation.ts';
import { type DiskData, formattedDisk, superblockOf } from './disk.ts';
import { copyOf, type FileSystem } from './file-system.ts';
import type { Ec2Instance, Instances } from './instances.ts';
import { TIMES } from './quotas.ts';
import type { Snapshot } from './snapshot.ts';
import { kindOf, type VolumeKind } from './volume-kind.ts';
import type { Outages } from './outages.ts';

/** The attachment of a volume to an instance. */
export interface Attachment {
  readonly instanceId: string;
  readonly device: string;
  readonly attachTime: Date;
  state: 'attaching' | 'attached' | 'detaching' | 'busy';
  /** Whether its file system is mounted: written data may still be in memory only. */
  mounted: boolean;
  /** Whether `/dev` has device nodes for it. What has none cannot be mounted by path, label or UUID. */
  mountable: boolean;
  /** Something uses it that the unmount script cannot end: a pool, swap, a container that does not stop. */
  pinned: boolean;
  /** Whether the volume is deleted when the instance ends. */
  readonly deleteOnTermination?: boolean;
  /** When its instance last unmounted it, or found that it was not mounted. */
  unmountedAt?: Date;
}

/** An EBS volume. */
export interface Volume extends VolumeKind {
  readonly volumeId: string;
  readonly zone: string;
  readonly tags: Map<string, string>;
  readonly createdAt: Date;
  state: 'creating' | 'available' | 'in-use' | 'error';
  attachment?: Attachment;
  /** Absent for a blank volume, and for that of a host whose user data is not simulated. */
  fileSystem?: FileSystem;
  /** What its disk holds, which a snapshot copies. */
  data: DiskData;
  /** Its snapshots end in the state `error`, with this as their `StateMessage`. */
  snapshotsFail?: string;
  /** The next attachment stays `attaching` until the volume is detached. */
  attachStuck: boolean;
  /** Every attachment falls back to `available`, as with a KMS key that cannot be used. */
  attachFallsBack: boolean;
  /** How long it takes to attach, in seconds. */
  attachSeconds: readonly [number, number];
  /** From the attachment until the user data mounts it, in seconds. */
  mountSeconds: readonly [number, number];
  /** Since when its file system is frozen: whoever writes waits. */
  frozenSince?: Date;
  /** How long its file system has been frozen at most, in seconds. */
  longestFreeze: number;
}

/** Whether the operating system of an instance mounts the disk that appears; otherwise it leaves it alone. */
export type Mounts = (instance: Ec2Instance, volume: Volume) => boolean;

/** A loss of data: an event after which written data may be missing. */
interface DataLoss {
  readonly at: Date;
  readonly description: string;
}

/** A volume that a launch makes. */
interface VolumeOfLaunch {
  readonly snapshot: Snapshot;
  readonly type: VolumeKind['type'];
  readonly gigabytes: number;
  readonly device: string;
  readonly deleteOnTermination: boolean;
}

/** The volumes of a region, and their mounts on the instances. */
export const createVolumes = ({
  clock,
  instances,
  mounts,
  outages,
}: {
  readonly clock: Clock;
  readonly instances: () => Instances;
  readonly mounts: Mounts;
  readonly outages: Pick<Outages, 'isDown'>;
}) => {
  const volumes = new Map<string, Volume>();
  const dataLoss: DataLoss[] = [];

  const find = (volumeId: string): Volume => {
    const volume = volumes.get(volumeId);
    if (!volume) throw new AwsError('InvalidVolume.NotFound', `The volume '${volumeId}' does not exist.`);
    return volume;
  };

  /** What a kernel does at each mount, unmount and freeze. */
  const writeSuperblock = ({ data }: Volume): void => {
    const superblock = superblockOf(data);
    if (superblock) superblock.writtenAt = clock.now();
  };

  /** Mounts a volume, as the user data does once the disk is there. Does nothing where the disk has no device node. */
  const mount = (attachment: Attachment): void => {
    const instance = instances().get(attachment.instanceId);
    const volume = [...volumes.values()].find((candidate) => candidate.attachment === attachment);
    if (!volume || instance?.state !== 'running' || attachment.state !== 'attached' || !attachment.mountable) return;
    if (!mounts(instance, volume)) return;
    attachment.mounted = true;
    writeSuperblock(volume);
  };

  /** Thaws a file system; `false` where it is not frozen. */
  const thaw = (volume: Volume): boolean => {
    if (!volume.frozenSince) return false;
    const seconds = (clock.now().getTime() - volume.frozenSince.getTime()) / 1000;
    volume.longestFreeze = Math.max(volume.longestFreeze, seconds);
    delete volume.frozenSince;
    return true;
  };

  const markAvailable = (volume: Volume): void => {
    delete volume.attachment;
    volume.state = 'available';
  };

  const finishDetach = (volume: Volume, attachment: Attachment): void =>
    clock.after(clock.drawMilliseconds(TIMES.detach.seconds), () => {
      if (volume.attachment !== attachment || outages.isDown(volume.zone)) return;
      if (attachment.mounted) attachment.state = 'busy';
      else markAvailable(volume);
    });

  const create = (
    zone: string,
    tags: Readonly<Record<string, string>>,
    volumeId = `vol-${drawId(clock)}`,
    kind?: Partial<VolumeKind>,
  ): Volume => {
    const volume: Volume = {
      ...kindOf(kind),
      volumeId,
      zone,
      tags: new Map(Object.entries(tags)),
      createdAt: clock.now(),
      data: { rows: 0 },
      state: 'available',
      attachStuck: false,
      attachFallsBack: false,
      attachSeconds: TIMES.attach.seconds,
      mountSeconds: TIMES.mount.seconds,
      longestFreeze: 0,
    };
    volumes.set(volumeId, volume);
    return volume;
  };

  return {
    /** Throws `InvalidVolume.NotFound` for an unknown id. */
    find,
    get: (volumeId: string): Volume | undefined => volumes.get(volumeId),
    attachedTo: (instanceId: string): readonly Volume[] =>
      [...volumes.values()].filter(({ attachment }) => attachment?.instanceId === instanceId),
    all: (): readonly Volume[] => [...volumes.values()],
    dataLoss,
    create,
    /** Attaches and mounts a volume without delay, as on a host that has run for long: a blank one is formatted. */
    attachImmediately: (volume: Volume, instanceId: string, device: string): void => {
      volume.state = 'in-use';
      const attachTime = clock.now();
      if (!volume.data.fileSystem) volume.data = formattedDisk(volume.volumeId, { label: 'data', at: attachTime });
      const use = { mounted: true, mountable: true, pinned: false };
      volume.attachment = { instanceId, device, attachTime, state: 'attached', ...use };
    },
    /** Attaches a volume that a launch makes of a snapshot. Nothing mounts it. */
    attachCopy: (
      { instanceId, zone }: Ec2Instance,
      { snapshot, type, gigabytes, device, deleteOnTermination }: VolumeOfLaunch,
      tags: Readonly<Record<string, string>>,
    ): void => {
      const { snapshotId, kmsKeyId, fileSystem } = snapshot;
      const key = kmsKeyId !== undefined && { kmsKeyId };
      const volume = create(zone, tags, undefined, { type, gigabytes, snapshotId, ...key });
      volume.data = structuredClone(snapshot.data);
      if (fileSystem) volume.fileSystem = copyOf(fileSystem);
      volume.state = 'in-use';
      const use = { mounted: false, mountable: true, pinned: false, deleteOnTermination };
      volume.attachment = { instanceId, device, attachTime: clock.now(), state: 'attached', ...use };
    },
    attach: (volumeId: string, instance: Ec2Instance, device: string): Attachment => {
      const volume = find(volumeId);
      const { instanceId } = instance;
      if (volume.attachment) throw new AwsError('VolumeInUse', `${volumeId} is already attached to an instance`);
      if (volume.state !== 'available') throw new AwsError('IncorrectState', `${volumeId} is not 'available'.`);
      if (volume.zone !== instance.zone)
        throw new AwsError(
          'InvalidVolume.ZoneMismatch',
          `The volume '${volumeId}' is not in the same availability zone as instance '${instanceId}'`,
        );
      if (instance.state !== 'running')
        throw new AwsError('IncorrectState', `Instance '${instanceId}' is not 'running'.`);
      if (
        [...volumes.values()].some(
          ({ attachment: other }) => other?.instanceId === instanceId && other.device === device,
        )
      )
        throw new AwsError(
          'InvalidParameterValue',
          `Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`,
        );
      const attachment: Attachment = {
        instanceId,
        device,
        attachTime: clock.now(),
        state: 'attaching',
        mounted: false,
        mountable: true,
        pinned: false,
      };
      volume.state = 'in-use';
      volume.attachment = attachment;
      if (volume.attachStuck) volume.attachStuck = false;
      else
        clock.after(clock.drawMilliseconds(volume.attachSeconds), () => {
          if (volume.attachment !== attachment || attachment.state !== 'attaching') return;
          if (outages.isDown(volume.zone)) return;
          if (volume.attachFallsBack) return markAvailable(volume);
          attachment.state = 'attached';
          clock.after(clock.drawMilliseconds(volume.mountSeconds), () => mount(attachment));
        });
      return attachment;
    },
    /** Begins to detach a volume. Throws where it is attached to another instance, or at another device, than the call names. */
    detach: (
      volumeId: string,
      { instanceId, device }: { readonly instanceId?: string | undefined; readonly device?: string | undefined },
      force: boolean,
    ): Attachment => {
      const volume = find(volumeId);
      const { attachment } = volume;
      if (!attachment) throw new AwsError('IncorrectState', `Volume '${volumeId}' is in the 'available' state.`);
      if (
        (instanceId ?? attachment.instanceId) !== attachment.instanceId ||
        (device ?? attachment.device) !== attachment.device
      )
        throw new AwsError(
          'InvalidAttachment.NotFound',
          `The volume '${volumeId}' is not attached to instance '${instanceId}' as device '${device}'.`,
        );
      const instance = instances().get(attachment.instanceId);
      if (attachment.mounted && instance?.state === 'running')
        dataLoss.push({
          at: clock.now(),
          description: `${volumeId} was detached from ${attachment.instanceId}, which had it mounted`,
        });
      attachment.state = 'detaching';
      if (force) attachment.mounted = false;
      finishDetach(volume, attachment);
      return attachment;
    },
    /** Throws where it is attached. */
    delete: (volumeId: string): void => {
      const { attachment } = find(volumeId);
      if (attachment)
        throw new AwsError('VolumeInUse', `Volume ${volumeId} is currently attached to ${attachment.instanceId}`);
      volumes.delete(volumeId);
    },
    mount,
    writeSuperblock,
    freeze: (volume: Volume): void => {
      volume.frozenSince = clock.now();
      writeSuperblock(volume);
    },
    thaw,
    /** The operating system of an instance unmounts every volume. */
    unmount: (instanceId: string): void => {
      for (const volume of volumes.values()) {
        const { attachment } = volume;
        if (attachment?.instanceId !== instanceId) continue;
        attachment.mounted = false;
        writeSuperblock(volume);
        attachment.unmountedAt = clock.now();
        if (attachment.state === 'busy') finishDetach(volume, attachment);
      }
    },
    /** Detaches the volumes of a terminated instance: within seconds if they were unmounted, else after minutes. */
    detachTerminated: (instanceId: string): void => {
      for (const volume of volumes.values()) {
        const { attachment } = volume;
        if (attachment?.instanceId !== instanceId) continue;
        if (attachment.deleteOnTermination === true) {
          volumes.delete(volume.volumeId);
          continue;
        }
        const seconds = attachment.mounted ? TIMES.uncleanDetach.seconds : TIMES.detach.seconds;
        thaw(volume);
        attachment.state = 'detaching';
        attachment.mounted = false;
        clock.after(clock.drawMilliseconds(seconds), () => {
          if (volume.attachment === attachment) markAvailable(volume);
        });
      }
    },
  };
};

export type Volumes = ReturnType<typeof createVolumes>;
