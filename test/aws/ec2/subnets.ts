import { createHash } from 'node:crypto';

/** A subnet. */
export interface Subnet {
  readonly subnetId: string;
  readonly zone: string;
  readonly vpcId: string;
  /** Whether it is of the default VPC. */
  readonly isDefault: boolean;
}

const digits = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The id of a region's default VPC. */
const vpcIdOf = (region: string): string => `vpc-0${digits(region)}`;

/** The default subnet of an Availability Zone. */
export const subnetIn = (zone: string): string => `subnet-0${digits(zone)}`;

/** The Availability Zones of a region. */
export const zonesOf = (region: string): readonly string[] => ['a', 'b', 'c'].map((letter) => region + letter);

/** The subnets of a region: those of its default VPC, one in each of three Availability Zones, and those that are added. */
export const createSubnets = (region: string) => {
  const subnets: Subnet[] = zonesOf(region).map((zone) => ({
    subnetId: subnetIn(zone),
    zone,
    vpcId: vpcIdOf(region),
    isDefault: true,
  }));
  return {
    all: (): readonly Subnet[] => subnets,
    find: (id: string): Subnet | undefined => subnets.find(({ subnetId }) => subnetId === id),
    add: (subnet: Omit<Subnet, 'isDefault'>): void => void subnets.push({ ...subnet, isDefault: false }),
  };
};

export type Subnets = ReturnType<typeof createSubnets>;
