import type { PublicZone } from '../deploy/leftovers.ts';

/** The innermost zone that a name is in, if any. */
export const zoneOf = (name: string, zones: readonly PublicZone[]): PublicZone | undefined =>
  zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
