import { describeDrill } from '../../../libs/drills/notification.ts';
import type { DrillInstance, DrillTarget, ObservedDrill } from '../../../libs/drills/model.ts';
import type { Finding } from '../../../libs/drills/outcome.ts';
import { drillConditions } from '../../../libs/drills/plan.ts';
import type { DrillRecord } from '../../../libs/hosts/drill-record.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import { sampleHost, SIZES } from './hosts.ts';
import { minutesBefore, NOW, resultOf, type Sample } from './sample.ts';

const SNAPSHOT = {
  snapshotId: 'snap-0123456789abcdef0',
  startTime: new Date('2026-11-14T03:00:00Z'),
  gigabytes: 8,
} as const;

const PASSED: Finding = {
  result: 'passed',
  detail: '',
  fileSystem: 'ext4',
  check: 'clean',
  marker: 'right',
  database: '8.4.6',
  tables: 42,
  checked: 42,
};

const RATES = { instanceHour: {}, volumeGbMonth: 0, publicIpv4Hour: 0 } as const;

/** The instance of a drill that has just ended. */
const instance = (more: Partial<DrillInstance>): DrillInstance => ({
  instanceId: 'i-0fedcba9876543210',
  state: 'terminated',
  type: 't3.micro',
  launchTime: minutesBefore(5),
  snapshot: SNAPSHOT,
  volumeId: 'vol-0fedcba9876543210',
  reason: 'Client.UserInitiatedShutdown: User initiated shutdown',
  ...more,
});

const record = (result: string, more: Partial<DrillRecord> = {}): DrillRecord => ({
  at: NOW,
  result,
  seconds: 272,
  snapshotId: SNAPSHOT.snapshotId,
  snapshotMinutes: 9 * 60 - 5,
  usd: 0.0049,
  ...more,
});

const observed = (more: Partial<ObservedDrill>): ObservedDrill => ({
  ...sampleHost(),
  stoppedByBill: [],
  // A run that records a result reports it.
  isRecordedHere: more.drilled !== undefined,
  drills: [],
  ...more,
});

const target = (more: Partial<DrillTarget> = {}): DrillTarget => ({
  host: 'blog',
  region: 'us-east-1',
  group: 'blog-group',
  due: 'schedule',
  ...more,
});

/** The message of a run that has recorded the result of a drill, or that begins none. */
const message = (seen: ObservedDrill, of: DrillTarget = target(), why?: string) =>
  renderMessage(
    describeDrill(resultOf('drill', drillConditions({ rates: RATES }, 'prod'), of, seen), minutesBefore(6)),
    { stage: 'prod', ...(why !== undefined && { why: `Requested by a person for blog: ${why}`, cause: why }) },
  );

/** The message about what the script of a drill has found. */
const found = (finding: Finding) =>
  message(
    observed({
      drilled: record(finding.result),
      drills: [instance({ command: { status: 'Success', finding } })],
    }),
  );

/** Every kind of notification about drills. */
export const drillSamples = (): readonly Sample[] => [
  {
    title: 'A drill has passed',
    when: 'Once a month for each host, and after each drill that a person has asked for.',
    message: found(PASSED),
  },
  {
    title: 'A drill has not passed',
    when: 'The snapshot was restored, and what is on it is not what a restore needs.',
    message: found({
      ...PASSED,
      result: 'damaged',
      detail: 'the check of its file system says: Inode 12 has illegal blocks',
      check: 'failed',
      marker: 'none',
      database: 'none',
      tables: 0,
      checked: 0,
    }),
  },
  {
    title: 'No instance was launched for a drill',
    when: 'AWS has no instance of the types that a drill may use.',
    message: message(
      observed({
        drilled: record('not-launched', { seconds: 0, usd: 0 }),
        notLaunched: 'AWS has no t3.micro and no t3.small there',
      }),
    ),
  },
  {
    title: 'The instance of a drill did not answer',
    when: 'AWS ended it, or it had not answered after half an hour.',
    message: message(
      observed({
        drilled: record('unanswered'),
        drills: [instance({ reason: 'Server.SpotInstanceTermination: Instance terminated due to Spot interruption' })],
      }),
    ),
  },
  {
    title: 'A drill was ended',
    when: 'The bill, or a person, has stopped a host meanwhile.',
    message: message(
      observed({
        drilled: record('stopped'),
        drills: [instance({})],
        state: { intent: 'suspended', sizes: SIZES, since: minutesBefore(1), cause: 'budget' },
      }),
    ),
  },
  {
    title: 'A host is not drilled',
    when: 'A person has asked for a drill that cannot begin; the answer of the function says the same.',
    message: message(observed({ stoppedByBill: ['shop'] }), target({ due: NOW }), 'before the upgrade'),
  },
];
