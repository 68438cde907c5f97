import { ZONE } from '../aws/lambda/package-stack.ts';
import type { GivenHost } from '../support/given.ts';
import { FAULTS, type SimulatedFault } from './faults.ts';
import type { Prng } from './prng.ts';

/** Everything that distinguishes one simulation from another before it starts. Drawn from the seed, and logged. */
export interface SimulationOptions {
  /** Seed of the simulated AWS: its delays and its ids. */
  readonly worldSeed: number;
  readonly hosts: Readonly<Record<string, GivenHost>>;
  /** The kinds of faults of the safety phase. Few kinds reach states that all kinds together rarely reach. */
  readonly faults: readonly SimulatedFault[];
  readonly faultCount: number;
  readonly maxSecondsBetweenFaults: number;
}

const HOSTS = ['blog', 'shop', 'wiki'] as const;

/** The share of the kinds of faults that a simulation injects. */
const FAULT_SHARE = 0.8;

const drawHost = (host: string, prng: Prng): GivenHost => ({
  data: true,
  records: [`${host}.${ZONE.name}`],
  ...(prng.chance(0.25) && { address: true }),
  ...(prng.chance(0.3) && { cluster: host }),
  ...(prng.chance(0.3) && { ipv6: true }),
  ...(prng.chance(0.5) && { spot: true }),
  tags: {
    ...(prng.chance(0.3) && { 'hostkeeper:on-rebalance': 'replace' }),
    ...(prng.chance(0.15) && { 'hostkeeper:on-critical-budget': 'keep' }),
  },
});

const drawFaults = (prng: Prng): readonly SimulatedFault[] => {
  const drawn = FAULTS.filter(() => prng.chance(FAULT_SHARE));
  return drawn.length > 0 ? drawn : FAULTS;
};

export const drawOptions = (prng: Prng): SimulationOptions => ({
  worldSeed: prng.integerBetween(0, 2 ** 32 - 1),
  hosts: Object.fromEntries(
    HOSTS.slice(0, prng.integerBetween(1, HOSTS.length)).map((host) => [host, drawHost(host, prng)]),
  ),
  faults: drawFaults(prng),
  faultCount: prng.integerBetween(8, 16),
  maxSecondsBetweenFaults: prng.integerBetween(60, 240),
});

const describeHost = ([name, { address, cluster, ipv6, spot, tags }]: [string, GivenHost]): string => {
  const features = Object.entries({
    address,
    cluster,
    ipv6,
    spot,
    'on-rebalance=replace': tags?.['hostkeeper:on-rebalance'],
    keep: tags?.['hostkeeper:on-critical-budget'],
  });
  return [name, ...features.flatMap(([feature, value]) => (value === undefined ? [] : [feature]))].join(' + ');
};

/** The options as lines for the log. */
export const describeOptions = (options: SimulationOptions): readonly string[] => {
  const { worldSeed, hosts, faults, faultCount, maxSecondsBetweenFaults } = options;
  const excluded = FAULTS.filter((fault) => !faults.includes(fault)).map(({ name }) => name);
  return [
    `hosts: ${Object.entries(hosts).map(describeHost).join(', ')}`,
    `faults: ${faultCount}, at most ${maxSecondsBetweenFaults} s apart; never: ${excluded.join(', ') || 'none excluded'}`,
    `seed of the simulated AWS: ${worldSeed}`,
  ];
};
