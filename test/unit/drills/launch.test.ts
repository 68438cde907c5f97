import { describe, expect, it } from 'vitest';

import { formatPrice, priceOf } from '../../../libs/drills/price.ts';
import { minutesAgo, now } from '../../support/host-fixture.ts';
import { type DrillCase, drillActions, drillPlan, ended, rates } from '../../support/drill-plan-fixture.ts';
import { snapshotOf } from '../../support/restore-plan-fixture.ts';

const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group' };
const HOUR = 60;
const asked = { due: minutesAgo(1) };

/** Whether a run launches an instance. */
const begins = (drill: DrillCase) => drillActions(drill).some(({ action }) => action === 'ec2:RunInstances');

describe('a drill begins', () => {
  it('with the newest snapshot, in the first subnet of the host, on what the host runs on, and says what it costs', () => {
    const snapshot = snapshotOf({ keptBy: 'retention' });
    const usd = priceOf({ type: 't4g.micro', gigabytes: 20, seconds: 600 }, rates);
    expect(drillActions({ host: { facts: { architecture: 'arm64', snapshot } } })).toMatchObject([
      {
        action: 'ec2:RunInstances',
        reason:
          'a drill of snap-01 is due, 10 hours old, of 20 GiB: a t4g.micro in subnet-0a, which takes 10 minutes ' +
          `and costs at most ${formatPrice(usd)}, and ends by itself after 30`,
        ...ref,
        snapshot: { snapshotId: 'snap-01', startTime: minutesAgo(600), gigabytes: 20 },
        subnet: 'subnet-0a',
        architecture: 'arm64',
        offers: [
          { type: 't4g.micro', spot: true },
          { type: 't4g.small', spot: true },
          { type: 't4g.micro', spot: false },
          { type: 't4g.small', spot: false },
        ],
        token: '2026-11-14',
      },
    ]);
  });

  it('once for a request, however often a run asks AWS for it', () => {
    const due = new Date('2026-11-14T11:58:30Z');
    expect(drillActions({ target: { due } })).toMatchObject([{ token: '2026-11-14T11:58' }]);
  });

  it.each<[string, ReturnType<typeof ended> | undefined, boolean]>([
    ['was never drilled', undefined, true],
    ['was drilled last month', ended('passed', 15 * 24 * HOUR), true],
    ['was drilled this month', ended('passed', 13 * 24 * HOUR), false],
    ['has failed this month', ended('corrupt', 13 * 24 * HOUR), false],
    ['came to no result a day ago', ended('no-image', 20 * HOUR), true],
    ['came to no result today', ended('no-image', 19.9 * HOUR), false],
    ['has a result that a later version knows', ended('exploded', 20 * HOUR), true],
  ])('by the schedule of a host that %s: %j', (_, drilled, expected) => {
    expect(begins({ host: { ...(drilled && { drilled }) } })).toBe(expected);
  });

  it('for a person who has asked since the last one, and of a host that is stopped, too', () => {
    expect(begins({ target: asked, host: { drilled: ended('passed', 1.1) } })).toBe(true);
    expect(drillPlan({ target: asked, host: { drilled: ended('passed', 1) } })).toEqual({
      status: 'converged',
      reason: `its last drill passed at ${minutesAgo(1).toISOString()}`,
    });
    const state = { intent: 'suspended', since: minutesAgo(99), cause: 'operator' } as const;
    expect(begins({ target: asked, host: { state } })).toBe(true);
    expect(drillPlan({ host: { state } })).toEqual({ status: 'converged', reason: 'no drill: it is stopped' });
  });

  it('not in a run that only finishes what is left', () => {
    expect(drillPlan({ isFinish: true })).toEqual({ status: 'converged', reason: 'it was never drilled' });
    expect(drillPlan({ isFinish: true, target: asked })).toMatchObject({ status: 'refuse' });
  });
});

describe('no drill begins, and a person who has asked is told why,', () => {
  it.each<[string, DrillCase, string]>([
    [
      'while the bill has stopped a host',
      { host: { stoppedByBill: ['shop', 'wiki'] } },
      'the bill of this month has stopped shop, wiki: a drill costs money, so resume first, or wait for the next month',
    ],
    [
      'without a snapshot',
      { host: { facts: { architecture: 'x86_64' } } },
      'it has no snapshot that can be restored: take one first',
    ],
    ['without a subnet', { host: { subnets: [] } }, 'its group has no subnet: set its VPCZoneIdentifier'],
  ])('%s', (_, { host }, reason) => {
    const planFor = (target: DrillCase['target'] & {}) => drillPlan({ ...(host && { host }), target });
    expect(planFor(asked)).toEqual({ status: 'refuse', reason });
    expect(planFor({ due: 'schedule' })).toEqual({ status: 'converged', reason: `no drill: ${reason}` });
  });
});

describe('a drill for which AWS has no instance', () => {
  it('is recorded as not launched, at no price', () => {
    expect(drillActions({ host: { notLaunched: 'AWS has no t4g.micro there' } })).toEqual([
      {
        action: 'autoscaling:CreateOrUpdateTags',
        reason: 'the drill of snap-01 ended: not-launched',
        routine: true,
        ...ref,
        record: { at: now, result: 'not-launched', seconds: 0, snapshotId: 'snap-01', snapshotMinutes: 600, usd: 0 },
      },
    ]);
  });
});
