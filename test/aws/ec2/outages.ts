/** The Availability Zones of a region that fail as a whole: in them nothing ends, and nothing begins. */
export const createOutages = () => {
  const zones = new Set<string>();
  return {
    isDown: (zone: string): boolean => zones.has(zone),
    /** From now on, nothing in the zone is launched, attached, detached or terminated, and no operating system answers. */
    begin: (zone: string): void => void zones.add(zone),
  };
};

export type Outages = ReturnType<typeof createOutages>;
