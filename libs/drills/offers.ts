import type { Offer } from '../aws/one-shot-instances.ts';
import type { DrillFacts } from './model.ts';

/** The offers of EC2 in the order in which they are tried: a Spot instance costs less than half. */
export const OFFERS: Readonly<Record<DrillFacts['architecture'], readonly Offer[]>> = {
  x86_64: [
    { type: 't3.micro', spot: true },
    { type: 't3.small', spot: true },
    { type: 't3.micro', spot: false },
    { type: 't3.small', spot: false },
  ],
  arm64: [
    { type: 't4g.micro', spot: true },
    { type: 't4g.small', spot: true },
    { type: 't4g.micro', spot: false },
    { type: 't4g.small', spot: false },
  ],
};

/** The types that the role may launch. */
export const DRILL_TYPES: readonly string[] = [
  ...new Set(Object.values(OFFERS).flatMap((offers) => offers.map(({ type }) => type))),
];
