import type { Snapshot } from '../../libs/hosts/snapshot.ts';
import { judge } from '../../libs/controller/condition.ts';
import type { Action } from '../../libs/controller/plan.ts';
import type { Observed, RestoreActions, Volume } from '../../libs/restore/model.ts';
import { restoreConditions } from '../../libs/restore/plan.ts';
import { hostFixture, minutesAgo, now, zone } from './host-fixture.ts';

/** When the restore of the fixture was requested. */
export const since = minutesAgo(1);

/** A volume of the host, which is its data and attached to nothing. */
export const volumeOf = (overrides: Partial<Volume> = {}): Volume => ({
  volumeId: 'vol-01',
  zone,
  state: 'available',
  role: 'data',
  createdAt: minutesAgo(9999),
  type: 'gp3',
  gigabytes: 20,
  encrypted: false,
  attachedTo: [],
  ...overrides,
});

/** A volume that the restore of the fixture has created. */
export const candidate = (overrides: Partial<Volume> = {}): Volume =>
  volumeOf({ volumeId: 'vol-02', role: 'candidate', createdBy: since, createdAt: since, ...overrides });

/** A completed snapshot of the host. */
export const snapshotOf = (overrides: Partial<Snapshot> = {}): Snapshot => ({
  snapshotId: 'snap-01',
  host: 'blog',
  volumeId: 'vol-01',
  state: 'completed',
  startTime: minutesAgo(600),
  gigabytes: 20,
  encrypted: false,
  ...overrides,
});

/** A host whose restore from the snapshot is in progress. */
export const restoring = (overrides: Partial<Observed> = {}): Observed => ({
  ...hostFixture(),
  restore: { status: 'restoring', source: 'snap-01', zone, since },
  volumes: [volumeOf({ attachedTo: ['i-1'] })],
  snapshots: [snapshotOf()],
  attempts: new Map(),
  ...overrides,
});

/** The host of a restore that was requested these minutes ago and has suspended it since: its old volumes, and the new one. */
export const suspendedFor = (
  minutes: number,
  overrides: Partial<Observed> = {},
  old: readonly Volume[] = [volumeOf()],
): Observed => {
  const requested = minutesAgo(minutes);
  return restoring({
    restore: { status: 'restoring', source: 'snap-01', zone, since: requested },
    state: { intent: 'suspended', sizes: { min: 0, desired: 1, max: 1 }, since: requested, cause: 'restore' },
    instances: [],
    volumes: [...old, candidate({ createdBy: requested })],
    ...overrides,
  });
};

/** What is due for a condition, or why nothing is yet. */
interface FirstDue {
  readonly kind: string;
  readonly actions?: readonly Action<RestoreActions>[];
  readonly status?: 'wait' | 'refuse';
  readonly reason?: string;
  readonly command?: string;
}

const judged = (host: Observed) => {
  const { host: name, region, group } = host;
  return judge(restoreConditions({ host: name, region, group }, host, now), () => undefined);
};

/** The first condition of a restore that is neither blocked nor simply holds: its kind, with what is due or why not. */
export const firstDue = (host: Observed): FirstDue | undefined =>
  judged(host).flatMap(({ kind, outcome }): readonly FirstDue[] => {
    if (outcome.status === 'act') return [{ kind, actions: outcome.actions }];
    return outcome.status === 'wait' || outcome.status === 'refuse' ? [{ kind, ...outcome }] : [];
  })[0];

/** What comes of one condition of a restore. */
export const outcomeOf = (condition: string, host: Observed) =>
  judged(host).find(({ kind }) => kind === condition)?.outcome;
