import { createHash } from 'node:crypto';

/** A subnet of the default VPC. */
interface Subnet {
  readonly subnetId: string;
  readonly zone: string;
}

const digits = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The id of a region's default VPC. */
export const vpcIdOf = (region: string): string => `vpc-0${digits(region)}`;

/** The default subnet of an Availability Zone. */
export const subnetIn = (zone: string): string => `subnet-0${digits(zone)}`;

/** The subnets of a region's default VPC, one in each of three Availability Zones. */
export const subnetsOf = (region: string): readonly Subnet[] =>
  ['a', 'b', 'c'].map((letter) => ({ subnetId: subnetIn(region + letter), zone: region + letter }));
