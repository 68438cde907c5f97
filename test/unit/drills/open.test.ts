import { describe, expect, it } from 'vitest';

import type { DrillInstance } from '../../../libs/drills/model.ts';
import { priceOf } from '../../../libs/drills/price.ts';
import { minutesAgo, now, secondsAgo } from '../../support/host-fixture.ts';
import {
  type DrillCase,
  drillActions,
  drillOf,
  drilledSnapshot,
  drillPlan,
  rates,
} from '../../support/drill-plan-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };

const withDrill = (overrides: Partial<DrillInstance>, more: DrillCase = {}): DrillCase => ({
  ...more,
  host: { drills: [drillOf(overrides)], ...more.host },
});

const finding = {
  result: 'corrupt',
  detail: '',
  fileSystem: 'ext4',
  check: 'clean',
  marker: 'right',
  database: '8.4.3',
  tables: 12,
  checked: 12,
} as const;

/** How a drill ends, and the instance that is ended with it. */
const endOf = (drill: DrillCase) => {
  const actions = drillActions(drill);
  return [
    ...actions.flatMap((one) => (one.action === 'ec2:TerminateInstances' ? [one.instanceId] : [])),
    ...actions.flatMap((one) => (one.action === 'autoscaling:CreateOrUpdateTags' ? [one.record.result] : [])),
  ];
};

describe('a drill that has its answer', () => {
  it('ends its own instance first, and is recorded with what it took and cost at most', () => {
    expect(drillActions(withDrill({ command: { status: 'Success', finding } }))).toEqual([
      {
        action: 'ec2:TerminateInstances',
        reason: 'the drill of snap-01 is over: corrupt',
        routine: true,
        ...ref,
        instanceId: 'i-9',
      },
      {
        action: 'autoscaling:CreateOrUpdateTags',
        reason: 'the drill of snap-01 ended: corrupt',
        routine: true,
        ...ref,
        record: {
          at: now,
          result: 'corrupt',
          seconds: 120,
          snapshotId: 'snap-01',
          snapshotMinutes: 598,
          usd: priceOf({ type: 't4g.micro', gigabytes: 20, seconds: 120 }, rates),
        },
      },
    ]);
  });

  it('has no price where none is known, and none of more than half an hour', () => {
    const late = withDrill({ launchTime: minutesAgo(45), command: { status: 'Success', finding }, type: 'm7g.large' });
    expect(drillActions(late).at(-1)).toMatchObject({ record: { seconds: 1800 } });
    expect(drillActions(late).at(-1)).not.toHaveProperty('record.usd');
  });

  it.each<[string, Partial<DrillInstance>, readonly string[]]>([
    ['says nothing that is understood', { command: { status: 'Success' } }, ['i-9', 'failed']],
    ['did not run to its end', { command: { status: 'Failed' } }, ['i-9', 'failed']],
    ['was not taken', { command: { status: 'TimedOut' } }, ['i-9', 'unanswered']],
    [
      'has its answer, though its instance is gone',
      { state: 'terminated', command: { status: 'Success', finding } },
      ['corrupt'],
    ],
    ['has none, and its instance is gone', { state: 'shutting-down' }, ['unanswered']],
    [
      'has none after half an hour',
      { launchTime: minutesAgo(30), command: { status: 'InProgress' } },
      ['i-9', 'unanswered'],
    ],
  ])('or whose command %s', (_, drill, expected) => {
    expect(endOf(withDrill(drill))).toEqual(expected);
  });
});

/** The state of a host that a person has stopped some minutes ago. */
const stoppedAt = (minutes: number) =>
  ({ intent: 'suspended', since: minutesAgo(minutes), cause: 'operator' }) as const;

/** How a drill ends whose instance is gone, for what EC2 says of that. */
const gone = (reason: string) => endOf(withDrill({ state: 'terminated', reason }));

describe('a drill is stopped', () => {
  it('when the bill stops a host, whichever', () => {
    expect(endOf(withDrill({}, { host: { stoppedByBill: ['shop'] } }))).toEqual(['i-9', 'stopped']);
  });

  it('when its own host is stopped after it has begun, and not where it was stopped before', () => {
    expect(endOf(withDrill({}, { host: { state: stoppedAt(1.9) } }))).toEqual(['i-9', 'stopped']);
    expect(endOf(withDrill({}, { host: { state: stoppedAt(2) } }))).toEqual([]);
  });

  it('not when its host is resumed after it has begun', () => {
    const since = minutesAgo(1);
    expect(endOf(withDrill({}, { host: { state: { intent: 'running', since } } }))).toEqual([]);
    const sizes = { min: 0, desired: 1, max: 1 };
    expect(endOf(withDrill({}, { host: { state: { intent: 'resuming', since, sizes } } }))).toEqual([]);
  });

  it('when somebody has ended its instance, and not when EC2 has', () => {
    expect(gone('Client.UserInitiatedShutdown: User initiated shutdown')).toEqual(['stopped']);
    expect(gone('Server.SpotInstanceTermination: Spot instance termination')).toEqual(['unanswered']);
  });

  it('but its answer counts, where it is there already', () => {
    const answered = withDrill({ command: { status: 'Success', finding } }, { host: { stoppedByBill: ['shop'] } });
    expect(endOf(answered)).toEqual(['i-9', 'corrupt']);
  });
});

describe('the command of a drill', () => {
  it('is sent to its instance once that has its copy, with what it expects there', () => {
    expect(drillActions(withDrill({}))).toStrictEqual([
      {
        action: 'ssm:SendCommand',
        reason: 'i-9 has a copy of snap-01',
        ...ref,
        instanceId: 'i-9',
        rehearsal: { volumeId: 'vol-09', owner: 'prod/blog' },
      },
    ]);
  });

  it('has the label of the stack’s own host alone, the database and the query', () => {
    const database = { image: 'mysql:8.4', command: [], dataPath: '/var/lib/mysql' };
    const query = 'select 1';
    const own = { label: 'hk-01', securityGroup: 'sg-01' };
    const sent = (name: string) =>
      drillActions(
        withDrill(
          {},
          { host: { facts: { architecture: 'arm64', database } }, settings: { ownHost: { name, ...own }, query } },
        ),
      );
    expect(sent('blog')).toMatchObject([
      { rehearsal: { volumeId: 'vol-09', owner: 'prod/blog', label: 'hk-01', database, query } },
    ]);
    expect(sent('shop')).not.toHaveProperty('[0].rehearsal.label');
  });

  it.each<[string, Partial<DrillInstance>, string]>([
    ['while it starts', { state: 'pending' }, 'i-9 is starting'],
    ['while it has not reached the instance', { command: { status: 'Pending' } }, 'the command on i-9 is Pending'],
    ['while it is late', { command: { status: 'Delayed' } }, 'the command on i-9 is Delayed'],
    ['while it runs', { command: { status: 'InProgress' } }, 'the command on i-9 is InProgress'],
    ['while it is being cancelled', { command: { status: 'Cancelling' } }, 'the command on i-9 is Cancelling'],
    ['that was sent', { sent: { at: secondsAgo(14) } }, 'the command was sent to i-9'],
    ['that was refused', { sent: { at: secondsAgo(14), problem: 'not online' } }, 'not online'],
  ])('is waited for %s', (_, drill, reason) => {
    expect(drillPlan(withDrill(drill))).toEqual({ status: 'wait', reason });
  });

  it('is not sent before the instance has its copy', () => {
    const { volumeId: _, ...without } = drillOf();
    expect(drillPlan({ host: { drills: [without] } })).toEqual({
      status: 'wait',
      reason: `i-9 has no copy of ${drilledSnapshot.snapshotId} yet`,
    });
  });

  it('is sent again after a quarter of a minute, for three minutes from the launch', () => {
    const sent = { at: secondsAgo(15), problem: 'not online' };
    expect(drillActions(withDrill({ launchTime: secondsAgo(179.9), sent }))).toMatchObject([
      { action: 'ssm:SendCommand' },
    ]);
    expect(endOf(withDrill({ launchTime: secondsAgo(180), sent }))).toEqual(['i-9', 'unanswered']);
    expect(drillActions(withDrill({ launchTime: secondsAgo(180), sent: { at: secondsAgo(15) } }))).toMatchObject([
      { action: 'ssm:SendCommand' },
    ]);
  });

  it('is left to the run that has begun the drill, by one that only finishes', () => {
    expect(drillPlan(withDrill({}, { isFinish: true }))).toEqual({
      status: 'wait',
      isLong: true,
      reason: 'i-9 waits for the command of its drill',
    });
  });
});
