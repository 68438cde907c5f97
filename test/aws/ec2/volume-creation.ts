import { isDeepStrictEqual } from 'node:util';

import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { toSdkVolume } from './describe.ts';
import { copyOf } from './file-system.ts';
import { type Lookup, missingParameter } from './lookup.ts';
import { LIMITS, TIMES } from './quotas.ts';
import type { Ec2State } from './state.ts';
import { checkTagSpecifications, creationAuthorization, tagsFor } from './tag-specifications.ts';
import type { VolumeKind } from './volume-kind.ts';
import { checkVolumeType } from './volume-limits.ts';
import type { Volume } from './volumes.ts';

const invalid = (message: string, code = 'InvalidParameterValue'): AwsError => new AwsError(code, message);

/** What IAM decides on where a volume is made, which has no id yet. */
const newVolumeArn = (region: string): string => `arn:aws:ec2:${region}:${ACCOUNT}:volume/*`;

/** The key of AWS for the volumes of an account. */
const DEFAULT_KEY = 'alias/aws/ebs';

/** The key of a volume; `undefined` where it is not encrypted. What is made of something encrypted is so too. */
const keyOf = (
  { Encrypted, KmsKeyId }: Pick<sdk.CreateVolumeRequest, 'Encrypted' | 'KmsKeyId'>,
  source: { readonly kmsKeyId?: string } | undefined,
): string | undefined => {
  if (KmsKeyId !== undefined && Encrypted !== true)
    throw invalid('The parameter KmsKeyId requires the parameter Encrypted to be set.', 'InvalidParameterDependency');
  return KmsKeyId ?? source?.kmsKeyId ?? (Encrypted === true ? DEFAULT_KEY : undefined);
};

/** Throws where the rate is out of its limits, or has nothing to initialize from. */
const checkRate = ({ SnapshotId, VolumeInitializationRate: rate }: sdk.CreateVolumeRequest): void => {
  const { min, max } = LIMITS.initializationRate;
  if (rate === undefined) return;
  if (SnapshotId === undefined)
    throw invalid(
      'The parameter VolumeInitializationRate is supported only for volumes created from snapshots.',
      'InvalidParameterCombination',
    );
  if (rate < min || rate > max) throw invalid(`VolumeInitializationRate must be between ${min} and ${max} MiB/s.`);
};

/** The operations that create volumes: blank, from a snapshot, or as a copy of one in the same zone. */
export const volumeCreation = (clock: Clock, state: Ec2State, lookup: Lookup) => {
  const { region, volumes, subnets, outages } = state;
  /** By their zones and client tokens, which hold for one zone: the requests, and what they made. */
  const made = new Map<string, { readonly request: object; readonly volume: Volume }>();

  const checkZone = (zone: string | undefined): string => {
    if (zone === undefined) throw missingParameter('zone');
    if (!subnets.all().some((subnet) => subnet.zone === zone))
      throw new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
    if (outages.isDown(zone)) throw new AwsError('InternalError', 'An internal error has occurred', 500);
    return zone;
  };

  /** Makes a volume, unless a request with the same token has made it. */
  const makeOnce = (
    zone: string,
    { ClientToken, ...request }: { ClientToken?: string | undefined },
    make: () => Volume,
  ): Volume => {
    const key = ClientToken === undefined ? undefined : `${zone} ${ClientToken}`;
    const before = key === undefined ? undefined : made.get(key);
    if (before && !isDeepStrictEqual(before.request, request))
      throw new AwsError(
        'IdempotentParameterMismatch',
        'Parameters on this idempotent request are inconsistent with parameters used in previous request(s)',
      );
    if (before) return before.volume;
    const volume = make();
    volume.state = 'creating';
    clock.after(clock.drawMilliseconds(TIMES.createVolume.seconds), () => {
      if (volume.state === 'creating') volume.state = 'available';
    });
    if (key !== undefined) made.set(key, { request, volume });
    return volume;
  };

  const fromSnapshot = (id: string, size: number | undefined) => {
    const snapshot = lookup.findSnapshot(id);
    if (snapshot.state !== 'completed')
      throw new AwsError('IncorrectState', `Snapshot is in invalid state - ${snapshot.state}`);
    if (size !== undefined && size < snapshot.gigabytes)
      throw invalid(`The size of a volume must not be smaller than that of its snapshot, ${snapshot.gigabytes} GiB.`);
    return snapshot;
  };

  const CreateVolume: Operation<sdk.CreateVolumeRequest, sdk.Volume> = {
    authorization: ({ SnapshotId, TagSpecifications }) => [
      ...creationAuthorization('CreateVolume', newVolumeArn(region), tagsFor('volume', TagSpecifications)),
      ...(SnapshotId === undefined ? [] : [lookup.snapshotAuthorization(SnapshotId)]),
    ],
    handle: (request) => {
      const { SnapshotId, Size, VolumeType = 'gp2', Iops, Throughput } = request;
      const zone = checkZone(request.AvailabilityZone);
      if (SnapshotId === undefined && Size === undefined) throw missingParameter('size/snapshot');
      checkRate(request);
      checkTagSpecifications('volume', request.TagSpecifications);
      const snapshot = SnapshotId === undefined ? undefined : fromSnapshot(SnapshotId, Size);
      const gigabytes = Size ?? snapshot?.gigabytes ?? 0;
      checkVolumeType(request, gigabytes);
      const key = keyOf(request, snapshot);
      const rate = request.VolumeInitializationRate;
      const kind: Partial<VolumeKind> = {
        type: VolumeType,
        gigabytes,
        ...(Iops !== undefined && { iops: Iops }),
        ...(Throughput !== undefined && { throughput: Throughput }),
        ...(key !== undefined && { kmsKeyId: key }),
        ...(SnapshotId !== undefined && { snapshotId: SnapshotId }),
        ...(rate !== undefined && { initializationRate: rate }),
      };
      const volume = makeOnce(zone, request, () => {
        const created = volumes.create(zone, tagsFor('volume', request.TagSpecifications), undefined, kind);
        if (snapshot) created.data = structuredClone(snapshot.data);
        if (snapshot?.fileSystem) created.fileSystem = copyOf(snapshot.fileSystem);
        return created;
      });
      return toSdkVolume(volume);
    },
  };

  /** The copy is in the zone of its source, and holds what that held at the call. */
  const CopyVolumes: Operation<sdk.CopyVolumesRequest, sdk.CopyVolumesResult> = {
    authorization: ({ SourceVolumeId, TagSpecifications }) => [
      lookup.volumeAuthorization(SourceVolumeId),
      ...creationAuthorization('CopyVolumes', newVolumeArn(region), tagsFor('volume', TagSpecifications)),
    ],
    handle: (request) => {
      const source = lookup.findVolume(request.SourceVolumeId);
      checkZone(source.zone);
      if (source.state !== 'available' && source.state !== 'in-use')
        throw new AwsError('IncorrectState', `Volume '${source.volumeId}' is in the '${source.state}' state.`);
      if (request.Size !== undefined && request.Size < source.gigabytes)
        throw invalid(`The size of a copy must not be smaller than that of its source, ${source.gigabytes} GiB.`);
      checkTagSpecifications('volume', request.TagSpecifications);
      const { zone, fileSystem } = source;
      const key = keyOf(request, source);
      // AWS does not take over the type of the source.
      const { VolumeType: type = 'gp2', Size: gigabytes = source.gigabytes, Iops, Throughput } = request;
      checkVolumeType(request, gigabytes);
      const volume = makeOnce(zone, request, () => {
        const copy = volumes.create(zone, tagsFor('volume', request.TagSpecifications), undefined, {
          type,
          gigabytes,
          ...(Iops !== undefined && { iops: Iops }),
          ...(Throughput !== undefined && { throughput: Throughput }),
          ...(key !== undefined && { kmsKeyId: key }),
          sourceVolumeId: source.volumeId,
        });
        copy.data = structuredClone(source.data);
        if (fileSystem) copy.fileSystem = copyOf(fileSystem);
        return copy;
      });
      return { Volumes: [toSdkVolume(volume)] };
    },
  };

  return { CreateVolume, CopyVolumes };
};
