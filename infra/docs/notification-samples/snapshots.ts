import { KEPT_BY_RETENTION, type Snapshot } from '../../../libs/hosts/snapshot.ts';
import { parseTags } from '../../../libs/hosts/host-tags.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import type { Observed, Purpose, SnapshotResult, SnapshotTarget } from '../../../libs/snapshots/model.ts';
import { describeSnapshots } from '../../../libs/snapshots/notification.ts';
import { snapshotConditions } from '../../../libs/snapshots/plan.ts';
import { watchConditions } from '../../../libs/snapshots/watch.ts';
import { INSTANCE_ID, sampleHost } from './hosts.ts';
import { minutesBefore, resultOf, type Sample } from './sample.ts';

const SETTINGS = { minimum: 3, timeZone: 'UTC', timeOfDay: '03:00' };
const TARGET = { host: 'blog', region: 'us-east-1', group: 'blog-group' };
const MINUTES_OF_DAY = 24 * 60;

/** The nightly snapshot of some nights ago. */
const nightly = (nights: number, changes: Partial<Snapshot> = {}): Snapshot => ({
  snapshotId: `snap-${nights}`.padEnd(12, 'a'),
  host: 'blog',
  state: 'completed',
  startTime: minutesBefore(MINUTES_OF_DAY * nights + 9 * 60),
  gigabytes: 8,
  encrypted: true,
  slot: `2026-11-${14 - nights}T03:00Z`,
  keptBy: KEPT_BY_RETENTION,
  fileSystem: 'ext4 0b2c4d6e-8f10-4234-9678-9abcdef01234 hk-0a1b2c3d',
  ...changes,
});

const WANTED = { slot: '2026-11-14T03:00Z', keptBy: KEPT_BY_RETENTION, description: 'hostkeeper: blog, nightly' };

/** What is observed of a host that has the snapshot of the last night, changed where a sample says so. */
const observed = (more: Partial<Observed> = {}): Observed => {
  const host = sampleHost();
  return {
    ...host,
    hostTags: parseTags(host.tags),
    snapshots: [nightly(1), nightly(0)],
    volumes: [{ volumeId: 'vol-0123', state: 'in-use' }],
    starts: new Map(),
    deletions: { attempts: 0, kept: new Map() },
    ...more,
  };
};

const messageOf = (purpose: Purpose, target: SnapshotTarget, ...observations: readonly [Observed, ...Observed[]]) =>
  renderMessage(
    describeSnapshots(resultOf('snapshots', snapshotConditions(purpose, SETTINGS), target, ...observations)),
    { stage: 'prod' },
  );

const night = (...observations: readonly [Observed, ...Observed[]]) =>
  messageOf('night', { ...TARGET, wanted: WANTED }, ...observations);

const watch = (seen: Observed) =>
  renderMessage(describeSnapshots(resultOf('snapshots', watchConditions, { ...TARGET, isLookedAt: true }, seen)), {
    stage: 'prod',
  });

const copies = (...snapshots: readonly Snapshot[]) => ({ region: 'eu-central-1', snapshots, pending: 0 });
const double = nightly(0, { snapshotId: 'snap-0double', startTime: minutesBefore(9 * 60 - 1) });
const old = nightly(13, { snapshotId: 'snap-13aaaaa' });

/** The result of a run that AWS has refused the blocks of a snapshot. */
const notRead: SnapshotResult = {
  controller: 'snapshots',
  target: TARGET,
  observed: observed(),
  status: 'failed',
  reason: '',
  actions: [],
  conditions: [
    {
      kind: 'SnapshotProven',
      status: 'failed',
      reason: `ebs:GetSnapshotBlock of ${nightly(0).snapshotId}: the key that encrypts it cannot be used`,
    },
  ],
};

/** Every kind of notification about snapshots. */
export const snapshotSamples = (): readonly Sample[] => [
  {
    title: 'No snapshot was taken',
    when: 'The data volume of a host is not there, or is not the only one, or AWS refuses a snapshot of it.',
    message: night(observed({ snapshots: [nightly(1)], volumes: [] })),
  },
  {
    title: 'A snapshot is less consistent than asked',
    when: 'The tag `hostkeeper:quiesce` asks for a freeze or a lock, and the host could not do it in time.',
    message: night(
      observed({
        hostTags: parseTags({ ...sampleHost().tags, 'hostkeeper:quiesce': 'freeze' }),
        quiesceRequest: { instanceId: INSTANCE_ID, requestedAt: minutesBefore(5), isRefused: false },
      }),
    ),
  },
  {
    title: 'A snapshot failed',
    when: 'AWS reports that a snapshot could not be completed.',
    message: messageOf(
      'completion',
      TARGET,
      observed({ snapshots: [nightly(1), nightly(0, { state: 'error', problem: 'The key is disabled.' })] }),
    ),
  },
  {
    title: 'A snapshot holds other data',
    when: 'The newest snapshot holds no file system, or another one than the one before.',
    message: messageOf(
      'completion',
      TARGET,
      observed({
        snapshots: [nightly(1), nightly(0, { fileSystem: 'wrong: xfs 5f1e2d3c-4b5a-4697-8879-0a1b2c3d4e5f new' })],
      }),
    ),
  },
  {
    title: 'A snapshot could not be looked into',
    when: 'AWS does not let hostkeeper read the first blocks of the newest snapshot.',
    message: renderMessage(describeSnapshots(notRead), { stage: 'prod' }),
  },
  {
    title: 'A copy failed',
    when: 'The copy of the newest snapshot in the second region has failed; hostkeeper looks every half hour.',
    message: watch(
      observed({
        copies: copies(
          nightly(0, {
            snapshotId: 'snap-0copy',
            state: 'error',
            problem: 'The key is disabled.',
            copyOf: 'us-east-1/snap-0aaaaaa',
          }),
        ),
      }),
    ),
  },
  {
    title: 'A snapshot does not expire',
    when: 'The retention policy does not keep a snapshot, and AWS does.',
    message: night(
      observed({
        snapshots: [old, ...Array.from({ length: 8 }, (_, nights) => nightly(7 - nights))],
        tags: { ...sampleHost().tags, 'hostkeeper:retention': '7d' },
        hostTags: parseTags({ 'hostkeeper:retention': '7d' }),
        deletions: {
          attempts: 2,
          kept: new Map([
            [old.snapshotId, `The snapshot ${old.snapshotId} is currently in use by ami-0123`],
            [nightly(7).snapshotId, `The snapshot ${nightly(7).snapshotId} is locked`],
          ]),
        },
      }),
    ),
  },
  {
    title: 'A double was deleted',
    when: 'The reply to a request for a snapshot was lost, and the request was made again.',
    message: night(observed({ snapshots: [nightly(1), nightly(0), double] }), observed()),
  },
  {
    title: 'No recent snapshot',
    when: 'The last restorable snapshot is older than 26 hours; hostkeeper looks every half hour.',
    message: watch(observed({ snapshots: [nightly(3), nightly(2)] })),
  },
];
