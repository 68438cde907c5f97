import type { ApiRequest } from '../aws/http/endpoint.ts';
import type { World } from '../aws/world.ts';

/** The phases of a simulation: faults are injected (safety), then none any more (liveness). */
export type Phase = 'safety' | 'liveness';

export type InvariantName =
  | 'a mounted volume is never detached'
  | 'a record never points to an instance without the volume'
  | 'a record does not stay at a foreign address'
  | 'foreign resources are not changed'
  | 'a record that a person set is left, and told'
  | 'no instance waits at a hook past its limit'
  | 'a suspended host stays stopped'
  | 'a host above a threshold is stopped'
  | 'everything converges'
  | 'what matters is notified'
  | 'a host without an instance is notified'
  | 'no good snapshot is lost'
  | 'no volume is ever deleted'
  | 'two volumes never both claim to be a host’s data'
  | 'every night has its snapshot'
  | 'a frozen file system thaws within 12 seconds'
  | 'no drill begins while the bill has stopped a host'
  | 'a stop ends drills'
  | 'nothing of a drill is left'
  | 'a drill takes nothing of a host'
  | 'a host has one drill at a time'
  | 'every drill has a result and one report';

/** Something wrong in the present state. */
interface Anomaly {
  /** Identifies the anomaly from one check to the next. */
  readonly key: string;
  readonly detail: string;
  /**
   * How long the anomaly may last before it violates the invariant, the time of outages apart; absent: it may never be seen.
   */
  readonly toleratedSeconds?: number;
}

/** What must hold in every simulation. */
export interface Invariant {
  readonly name: InvariantName;
  /** The phase in which `onState` is checked; absent: both. */
  readonly onlyIn?: Phase;
  /** Violations by a call of hostkeeper that has just taken effect. */
  readonly onCall?: (call: ApiRequest) => readonly string[];
  readonly onState?: () => readonly Anomaly[];
  /** Violations that show only at the end. */
  readonly onEnd?: () => readonly string[];
}

/** An invariant that did not hold, with what was found. */
export interface Violation {
  readonly invariant: InvariantName;
  readonly detail: string;
}

/** Checks the invariants at every call and whenever `check` is called, and collects the violations, each once. */
export const createChecker = (world: World, invariants: readonly Invariant[]) => {
  const violations: Violation[] = [];
  /** When each anomaly was first seen, in milliseconds, by its key. An anomaly that has disappeared starts again. */
  let firstSeen: ReadonlyMap<string, number> = new Map();

  const report = (invariant: InvariantName, detail: string): void => {
    if (!violations.some((violation) => violation.invariant === invariant && violation.detail === detail))
      violations.push({ invariant, detail });
  };

  world.watch((call) => {
    if (call.caller === 'owner') return;
    for (const { name, onCall } of invariants) for (const detail of onCall?.(call) ?? []) report(name, detail);
  });

  const anomaliesIn = (phase: Phase) =>
    invariants
      .filter(({ onlyIn = phase }) => onlyIn === phase)
      .flatMap(({ name, onState }) => (onState?.() ?? []).map((anomaly) => ({ invariant: name, anomaly })));

  return {
    violations,
    report,
    /** Checks the present state. */
    check: (phase: Phase): void => {
      const now = world.clock.now().getTime();
      const anomalies = anomaliesIn(phase);
      const known = world.isBrokenDown() ? new Map<string, number>() : firstSeen;
      firstSeen = new Map(anomalies.map(({ anomaly: { key } }) => [key, known.get(key) ?? now]));
      for (const { invariant, anomaly } of anomalies) {
        const { key, detail, toleratedSeconds = -1 } = anomaly;
        if (now - (firstSeen.get(key) ?? now) > toleratedSeconds * 1000) report(invariant, detail);
      }
    },
    /** Checks the last state of the simulation: nothing is tolerated any more, because nothing will change. */
    checkEnd: (): void => {
      for (const { invariant, anomaly } of anomaliesIn('liveness')) report(invariant, anomaly.detail);
      for (const { name, onEnd } of invariants) for (const detail of onEnd?.() ?? []) report(name, detail);
    },
  };
};
