import type { Facts, Refusal } from './model.ts';

/** Where the host is to be, and the subnet that its group moves to for that. */
export interface Place {
  readonly zone: string;
  readonly subnet?: string;
}

/**
 * The subnet in a zone that a group can move to. Only those that the deployment names are considered: no other may be given
 * to a group, by the role.
 */
export const choosePlace = (zone: string, { host, subnets, allowedSubnets }: Facts): Place | Refusal => {
  if (!zone.startsWith(host.region)) return { refused: `${zone} is not a zone of ${host.region}, where its group is` };
  if (host.zones.includes(zone)) return { zone };
  const own = subnets.find(({ subnetId }) => host.subnets.includes(subnetId));
  const allowed = subnets.filter(({ subnetId }) => allowedSubnets.includes(subnetId));
  const inVpc = allowed.filter(({ vpc }) => own === undefined || vpc === own.vpc);
  const [subnet, another] = inVpc.filter((one) => one.zone === zone);
  if (subnet && another)
    return {
      refused: `several subnets in ${zone} may be used, ${subnet.subnetId} and ${another.subnetId}: leave one in the parameter restoreSubnets`,
    };
  if (subnet) return { zone, subnet: subnet.subnetId };
  const zones = [...new Set([...host.zones, ...inVpc.map((one) => one.zone)])].toSorted();
  return {
    refused:
      `its group has no subnet in ${zone}: choose one of ${zones.join(', ')}, ` +
      `or deploy with a subnet of ${zone} in the parameter restoreSubnets`,
  };
};
