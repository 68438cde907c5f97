import type { Condition } from '../../controller/condition.ts';
import type { Plan } from '../../controller/plan.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import type { Observed, SnapshotKind, SnapshotTarget } from '../model.ts';

/** What a step decides by. */
export interface StepContext {
  readonly target: SnapshotTarget;
  readonly host: Observed;
  readonly now: Date;
}

/** Plans one condition; `undefined` where it holds. */
export type Step<V = never> = (context: StepContext) => Plan<V> | undefined;

/** A condition, and how it is planned. */
export interface Row<V> {
  readonly kind: SnapshotKind;
  readonly after?: readonly SnapshotKind[];
  readonly step: Step<V>;
}

/** The conditions of a host. */
export const toConditions = <V>(
  rows: readonly Row<V>[],
  target: SnapshotTarget,
  host: Observed,
  now: Date,
): readonly Condition<V, SnapshotKind>[] =>
  rows.map(({ kind, after = [], step }) => ({ kind, after, plan: () => step({ target, host, now }) }));

/** The snapshot that a host is to have; `undefined` where it is to have none, or has none yet. One that failed does not count. */
export const wantedSnapshot = (
  { wanted }: Pick<SnapshotTarget, 'wanted'>,
  snapshots: readonly Snapshot[],
): Snapshot | undefined => wanted && snapshots.find(({ slot, state }) => slot === wanted.slot && state !== 'error');

/** The newest of some snapshots, in any state. */
export const newestOf = (snapshots: readonly Snapshot[]): Snapshot | undefined =>
  snapshots.reduce<Snapshot | undefined>(
    (newest, snapshot) => (newest && newest.startTime >= snapshot.startTime ? newest : snapshot),
    undefined,
  );

/** Why a snapshot failed, in AWS's words: a clause. */
export const describeFailure = ({ problem = 'AWS does not say why' }: Snapshot): string => problem.replace(/\.$/, '');
