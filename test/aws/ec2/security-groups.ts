/** A rule of a security group that lets traffic in, as a template has it. */
export interface IngressRule {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** An IPv4 range; absent in a rule of IPv6. */
  readonly cidr: string | undefined;
}

/** The security groups of a region: those that a stack made. */
export const createSecurityGroups = () => {
  const groups = new Map<string, readonly IngressRule[]>();
  return {
    add: (id: string, rules: readonly IngressRule[]): void => void groups.set(id, rules),
    /** Whether one of the groups lets everybody on the internet in at a TCP port. */
    letsIn: (ids: readonly string[], port: number): boolean =>
      ids
        .flatMap((id) => groups.get(id) ?? [])
        .some(
          ({ protocol, fromPort, toPort, cidr }) =>
            protocol === 'tcp' && fromPort <= port && port <= toPort && cidr === '0.0.0.0/0',
        ),
  };
};
