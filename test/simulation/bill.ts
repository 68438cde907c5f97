import { parseState, type State } from '../../libs/hosts/state.ts';
import { THRESHOLD_MULTIPLES } from '../../libs/hosts/thresholds.ts';
import type { World } from '../aws/world.ts';
import { type Env, stateOf } from '../support/given.ts';
import type { Invariant } from './checker.ts';

/** The critical amount of the packaged stack, in USD. */
const CRITICAL_USD = 25;

/** The month's charges have reached a multiple of the critical amount. */
interface Charge {
  readonly at: Date;
  readonly multiple: number;
}

const charges = new WeakMap<World, Charge[]>();

const chargesOf = (world: World): Charge[] => {
  const known = charges.get(world) ?? [];
  charges.set(world, known);
  return known;
};

/** Begins a month whose charges are below every threshold: the alarm is OK. */
export const beginMonth = (world: World): void => world.charge(2.1);

/** Raises the charges above the next threshold, if there is one, and answers in a sentence what it did. */
export const passNextThreshold = (world: World): string => {
  const known = chargesOf(world);
  const multiple = THRESHOLD_MULTIPLES[known.length];
  if (multiple === undefined) return 'the charges have passed every threshold already';
  world.charge(multiple * CRITICAL_USD + 1);
  known.push({ at: world.clock.now(), multiple });
  return `the charges pass ${multiple} times the critical amount`;
};

/** Time from a stop until every run that could still be stopping the other hosts has ended. */
const MAX_RUN_SECONDS = 15 * 60;

/** Two passes of reconcile and the time that each takes. */
const MAX_STOP_SECONDS = 2 * 60 + 30;

/**
 * A host without a readable `keep`, at whose last state the charges were below a threshold that they have passed since, is
 * at 0/0/0 within two passes of the end of the faults. While a run may still be stopping the others, it waits for that.
 */
export const hostsAboveThresholdStop = (env: Env, hosts: readonly string[]): Invariant => {
  const stateTagOf = (host: string): State => parseState(stateOf(env.group(host)));
  const isAbove = (host: string): boolean => {
    const newest = chargesOf(env.world).at(-1);
    const state = stateTagOf(host);
    if (newest === undefined || state.intent === 'unreadable') return newest !== undefined;
    const { since, threshold } = state;
    return newest.multiple > (threshold?.multiple ?? 0) && (since === undefined || newest.at > since);
  };
  const isRunGoingOn = (): boolean =>
    hosts
      .map(stateTagOf)
      .some(
        (state) =>
          state.intent === 'suspended' &&
          state.cause === 'budget' &&
          env.world.clock.now().getTime() - state.since.getTime() < 1000 * MAX_RUN_SECONDS,
      );
  return {
    name: 'a host above a threshold is stopped',
    onlyIn: 'liveness',
    onState: () =>
      isRunGoingOn()
        ? []
        : hosts
            .filter((host) => env.group(host).tags['hostkeeper:on-critical-budget'] !== 'keep')
            .filter((host) => env.group(host).sizes !== '0/0/0' && isAbove(host))
            .map((host) => ({
              key: `${host} above`,
              detail: `${host} is still at ${env.group(host).sizes}, with the state ${stateOf(env.group(host))}`,
              toleratedSeconds: MAX_STOP_SECONDS,
            })),
  };
};
