import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError } from '../operation.ts';
import { VOLUME_TYPES } from './quotas.ts';

/** What a request asks of a volume, besides what it holds. */
type Wanted = Pick<sdk.CreateVolumeRequest, 'VolumeType' | 'Iops' | 'Throughput'>;

type Range = readonly [min: number, max: number];

/** What AWS sells of a type. */
interface VolumeType {
  /** In GiB. */
  readonly size: Range;
  /** Absent where it follows from the size. */
  readonly iops?: Range;
  readonly iopsPerGigabyte?: number;
  /** In MiB/s. */
  readonly throughput?: Range;
}

const TYPES: Readonly<Record<string, VolumeType | undefined>> = VOLUME_TYPES.types;

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
const contradiction = (message: string): AwsError => new AwsError('InvalidParameterCombination', message);

const checkRange = (what: string, value: number, [min, max]: Range): void => {
  if (value < min) throw invalid(`Volume ${what} of ${value} is too low; minimum is ${min}.`);
  if (value > max) throw invalid(`Volume ${what} of ${value} is too high; maximum is ${max}.`);
};

/** Throws where a type has no performance of its own, or wants one that the request does not name. */
const checkParameters = (name: string, type: VolumeType, { Iops, Throughput }: Wanted): void => {
  if (Iops !== undefined && !type.iops) throw contradiction(`The parameter iops is not supported for ${name} volumes.`);
  if (Throughput !== undefined && !type.throughput)
    throw contradiction(`The parameter throughput is not supported for ${name} volumes.`);
  if (Iops === undefined && type.iops && name !== 'gp3')
    throw contradiction(`The parameter iops must be specified for ${name} volumes.`);
};

/** Throws where AWS does not sell a volume of this type, size and performance. */
export const checkVolumeType = (wanted: Wanted, gigabytes: number): void => {
  const { VolumeType: name = 'gp2', Iops, Throughput } = wanted;
  const type = TYPES[name];
  if (!type) throw new AwsError('UnknownVolumeType', `Unsupported volume type '${name}' for volume creation.`);
  checkParameters(name, type, wanted);
  checkRange('size', gigabytes, type.size);
  if (type.iops && Iops !== undefined) {
    checkRange('iops', Iops, type.iops);
    const { iopsPerGigabyte = Infinity } = type;
    const ratio = Iops / gigabytes;
    // What every volume of the type has belongs to the smallest too.
    if (ratio > iopsPerGigabyte && Iops > type.iops[0])
      throw invalid(`Iops to volume size ratio of ${ratio.toFixed(6)} is too high; maximum is ${iopsPerGigabyte}`);
  }
  if (type.throughput && Throughput !== undefined) {
    checkRange('throughput', Throughput, type.throughput);
    const ratio = Throughput / (Iops ?? type.iops?.[0] ?? 0);
    if (ratio > VOLUME_TYPES.throughputPerIops)
      throw invalid(
        `Throughput (MiBps) to iops ratio of ${ratio.toFixed(6)} is too high; maximum is ${VOLUME_TYPES.throughputPerIops} MiBps per iops`,
      );
  }
};
