import type { Restore } from '../../../libs/hosts/restore-state.ts';
import type { Snapshot } from '../../../libs/hosts/snapshot.ts';
import { ZERO } from '../../../libs/aws/sizes.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import { subjectOf } from '../../../libs/notifications/subject.ts';
import type { Observed, Volume } from '../../../libs/restore/model.ts';
import { describeRefusal, describeRestore } from '../../../libs/restore/notification.ts';
import { restoreConditions } from '../../../libs/restore/plan.ts';
import { describeUnused } from '../../../libs/restore/unused-volumes.ts';
import { INSTANCE_ID, sampleHost, SIZES } from './hosts.ts';
import { minutesBefore, NOW, resultOf, type Sample } from './sample.ts';

const target = { host: 'blog', region: 'us-east-1', group: 'blog-group' };

const SOURCE = 'snap-0123456789abcdef0';
const restore: Restore = { status: 'restoring', source: SOURCE, zone: 'us-east-1a', since: minutesBefore(4) };

const snapshot: Snapshot = {
  snapshotId: SOURCE,
  host: 'blog',
  state: 'completed',
  startTime: new Date('2026-11-14T03:00:00Z'),
  gigabytes: 10,
  encrypted: true,
};

const volume = (volumeId: string, more: Partial<Volume> = {}): Volume => ({
  volumeId,
  zone: 'us-east-1a',
  state: 'available',
  createdAt: minutesBefore(90),
  type: 'gp3',
  gigabytes: 10,
  encrypted: true,
  attachedTo: [],
  ...more,
});

const old = volume('vol-0123456789abcdef0', { role: 'data' });
const candidate = volume('vol-0fedcba9876543210', { role: 'candidate', createdBy: restore.since });

const observed = (more: Partial<Observed> = {}): Observed => ({
  ...sampleHost({ restore, ...more }),
  volumes: [old, candidate],
  snapshots: [snapshot],
  attempts: new Map(),
  ...more,
});

const suspended = { intent: 'suspended', sizes: SIZES, since: minutesBefore(3), cause: 'restore' } as const;

const message = (why: string | undefined, ...states: readonly [Observed, ...Observed[]]) =>
  renderMessage(describeRestore(resultOf('restore', restoreConditions, target, ...states)), {
    stage: 'prod',
    ...(why !== undefined && { why: `Requested by a person for blog: ${why}`, cause: why }),
  });

const terminating = observed({
  state: suspended,
  sizes: ZERO,
  volumes: [{ ...old, attachedTo: ['i-0123456789abcdef0'] }, candidate],
});

const long = { ...restore, since: minutesBefore(60) };

const stuck = observed({
  restore: long,
  state: { ...suspended, since: minutesBefore(59) },
  sizes: ZERO,
  volumes: [
    { ...old, attachedTo: [INSTANCE_ID] },
    { ...candidate, createdBy: long.since },
  ],
});

const done = observed({
  restore: { ...restore, status: 'done' },
  state: { intent: 'resuming', sizes: SIZES, since: NOW, cause: 'restore' },
  volumes: [
    { ...old, role: 'retired', retiredBy: restore.since },
    { ...candidate, role: 'data' },
  ],
});

const unused = describeUnused(
  [
    ['blog', { ...old, role: 'retired' }],
    ['blog', volume('vol-0aaaabbbbccccdddd', { role: 'clone' })],
  ],
  { region: 'us-east-1', prices: { gp3: 0.08 } },
);

/** The notifications of libs/restore. */
export const restoreSamples = (): readonly Sample[] => [
  {
    title: 'A restore has begun',
    when: 'Sent by the function that a person has asked.',
    message: message('an upgrade has broken the data', observed(), terminating),
  },
  {
    title: 'A restore is complete',
    when: 'Sent when the host is in service with the restored data, or stays stopped with it.',
    message: message(undefined, done),
  },
  {
    title: 'A restore needs you',
    when: 'Sent when a restore cannot go on by itself, and every 24 hours until it can.',
    message: message(undefined, stuck),
  },
  {
    title: 'A restore was given up',
    when: 'Sent when no volume could be created from the snapshot within a quarter of an hour. Nothing was changed.',
    message: message(undefined, observed({ restore: { ...restore, status: 'failed' }, volumes: [old] })),
  },
  {
    title: 'A restore was refused',
    when: 'Sent when what was asked for cannot be done; the answer of the function says the same.',
    message: renderMessage(
      [
        describeRefusal(sampleHost(), {
          refused: `${SOURCE} is still pending; ask again when it is completed; there is snap-0fedcba9876543210 of 2026-11-13T03:00:00.000Z`,
        }),
      ],
      { stage: 'prod', why: 'Requested by a person for blog: a look', cause: 'a look' },
    ),
  },
  {
    title: 'Volumes that no host uses',
    when: 'Sent on the first of each month where a stage has such volumes.',
    message: { subject: subjectOf('prod', unused.about), body: unused.body },
  },
];
