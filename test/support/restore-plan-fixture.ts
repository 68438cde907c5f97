import type { Snapshot } from '../../libs/hosts/snapshot.ts';
import type { Observed, Volume } from '../../libs/restore/model.ts';
import { hostFixture, minutesAgo, zone } from './host-fixture.ts';

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
