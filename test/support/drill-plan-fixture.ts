import { failure, isDue, judge } from '../../libs/controller/condition.ts';
import type { DrillInstance, DrillTarget, ObservedDrill } from '../../libs/drills/model.ts';
import { drillConditions } from '../../libs/drills/plan.ts';
import { hostFixture, minutesAgo, now } from './host-fixture.ts';
import { snapshotOf } from './restore-plan-fixture.ts';

/** What a drill has restored. */
export const drilledSnapshot = { snapshotId: 'snap-01', startTime: minutesAgo(600), gigabytes: 20 };

/** An instance of a drill that runs, has its copy of the snapshot, and has got no command yet. */
export const drillOf = (overrides: Partial<DrillInstance> = {}): DrillInstance => ({
  instanceId: 'i-9',
  state: 'running',
  type: 't4g.micro',
  launchTime: minutesAgo(2),
  snapshot: drilledSnapshot,
  volumeId: 'vol-09',
  ...overrides,
});

/** How a drill ended some minutes ago. */
export const ended = (result: string, minutes: number): NonNullable<ObservedDrill['drilled']> => ({
  at: minutesAgo(minutes),
  result,
  seconds: 90,
  snapshotId: 'snap-01',
  snapshotMinutes: 600,
});

/** Prices at which an hour of the first offer costs 1 USD, and a volume and an address nothing. */
export const rates = { instanceHour: { 't4g.micro': 1 }, volumeGbMonth: 0, publicIpv4Hour: 0 };

/** What a run decides on a host, and on the settings of the deployment. */
export interface DrillCase {
  readonly host?: Partial<ObservedDrill>;
  /** Whether the run only finishes what is left: it is due no drill, and has read no facts. */
  readonly isFinish?: boolean;
  readonly target?: Pick<DrillTarget, 'due'>;
  readonly settings?: Partial<Parameters<typeof drillConditions>[0]>;
}

/** A host with a snapshot that was never drilled. */
const undrilled = ({ host, isFinish = false }: DrillCase): ObservedDrill => ({
  ...hostFixture(),
  subnets: ['subnet-0a', 'subnet-0b'],
  stoppedByBill: [],
  isRecordedHere: false,
  drills: [],
  ...(!isFinish && { facts: { architecture: 'arm64', snapshot: snapshotOf() } }),
  ...host,
});

const judged = (drill: DrillCase, hasFailed: boolean) => {
  const { isFinish = false, target = isFinish ? {} : { due: 'schedule' }, settings } = drill;
  const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };
  const conditions = drillConditions({ rates, ...settings }, 'prod');
  return judge(conditions({ ...ref, ...target }, undrilled(drill), now), ({ kind }) =>
    hasFailed && kind === 'Drilled' ? failure('ssm:SendCommand', new Error('throttled')) : undefined,
  );
};

/** What comes of the drill of a host: the plan of its first condition. */
export const drillPlan = (drill: DrillCase = {}) => judged(drill, false)[0]?.outcome;

/** The actions that are due, of both conditions; or of the second alone, where those of the first have failed. */
export const drillActions = (drill: DrillCase = {}, hasFailed = false) =>
  judged(drill, hasFailed)
    .filter(isDue)
    .flatMap(({ outcome }) => outcome.actions);
