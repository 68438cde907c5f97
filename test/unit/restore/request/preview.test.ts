import { describe, expect, it } from 'vitest';

import { decide } from '../../../../libs/restore/request/decide.ts';
import { type Facts, isRefusal, type RestoreRequest } from '../../../../libs/restore/request/model.ts';
import { previewOf } from '../../../../libs/restore/request/preview.ts';
import { minutesAgo } from '../../../support/host-fixture.ts';
import { snapshotOf, volumeOf } from '../../../support/restore-plan-fixture.ts';
import { facts } from '../../../support/restore-request-fixture.ts';

/** What is said of a request before it is carried out. */
const previewed = (request: Omit<RestoreRequest, 'host'>, overrides: Partial<Facts> = {}, prices = { gp3: 0.08 }) => {
  const known = facts(overrides);
  const decision = decide({ host: 'blog', ...request }, known);
  if (isRefusal(decision)) throw new Error(decision.refused);
  return previewOf(decision, known, prices);
};

const sizes = { min: 0, desired: 2, max: 2 };

describe('the preview of a restore', () => {
  it('from a snapshot has each step, the time offline, and the price of the new volume', () => {
    expect(previewed({ from: 'latest' })).toEqual({
      steps: [
        'Create a volume of 20 GiB gp3 in eu-central-1a from snap-01 of 2026-11-14T02:00:00.000Z, while the host goes on.',
        'Suspend blog: its instance unmounts and ends. The service goes offline.',
        'Take a last snapshot of vol-01. In the outage of a zone neither this nor the step before ends; after ten minutes the restore goes on without them.',
        'Retire vol-01: nothing is deleted.',
        'Make the new volume the data volume.',
        'Resume blog at 0/1/1: an instance launches with the new volume.',
      ],
      minutes: 6,
      offlineMinutes: 5,
      prices: [
        'The new volume costs 1.60 USD a month; vol-01 goes on costing until you delete it.',
        'Blocks are read from the snapshot when they are first used: the first hours are slow. A rate makes that faster, for money.',
      ],
    });
  });

  it('to another zone names the subnet, and a rate what it costs and takes', () => {
    const { steps, prices } = previewed(
      { from: 'latest', zone: 'eu-central-1b', rate: 100 },
      { snapshots: [snapshotOf({ gigabytes: 50 })] },
    );
    expect(steps).toContain('Move the group blog-group to subnet-0b in eu-central-1b.');
    expect(prices).toEqual([
      'The new volume costs 4.00 USD a month; vol-01 goes on costing until you delete it.',
      'Its initialization at 100 MiB/s costs about 0.18 USD once, and takes 9 minutes.',
    ]);
  });

  it('says one cent at least of a rate', () => {
    const { prices } = previewed({ from: 'latest', rate: 300 }, { snapshots: [snapshotOf({ gigabytes: 1 })] });
    expect(prices[1]).toBe('Its initialization at 300 MiB/s costs about 0.01 USD once, and takes 1 minutes.');
  });

  it('from a retired volume creates none', () => {
    const volumes = [volumeOf(), volumeOf({ volumeId: 'vol-03' }), volumeOf({ volumeId: 'vol-09', role: 'retired' })];
    expect(previewed({ from: { volumeId: 'vol-09' } }, { volumes })).toEqual({
      steps: [
        'Suspend blog: its instance unmounts and ends. The service goes offline.',
        expect.stringMatching(/^Take a last snapshot of vol-01 and vol-03\./),
        'Retire vol-01 and vol-03: nothing is deleted.',
        'Make vol-09 the data volume.',
        'Resume blog at 0/1/1: an instance launches with vol-09.',
      ],
      minutes: 5,
      offlineMinutes: 5,
      prices: ['Both volumes go on costing until you delete one.'],
    });
  });

  it('of a host that is stopped leaves it stopped, and takes a minute', () => {
    const state = { intent: 'suspended', sizes, since: minutesAgo(9), cause: 'operator' } as const;
    const preview = previewed({ from: 'latest' }, { host: { ...facts().host, state } });
    expect(preview).toMatchObject({ minutes: 1, offlineMinutes: 0 });
    expect(preview.steps).toEqual([
      expect.stringMatching(/^Create a volume/),
      expect.stringMatching(/^Take a last snapshot of vol-01/),
      'Retire vol-01: nothing is deleted.',
      'Make the new volume the data volume.',
      'Leave blog suspended, as it is.',
    ]);
  });

  it('of a host that is being resumed says the sizes of that', () => {
    const state = { intent: 'resuming', sizes, since: minutesAgo(1) } as const;
    const { steps } = previewed({ from: 'latest' }, { host: { ...facts().host, state } });
    expect(steps.at(-1)).toBe('Resume blog at 0/2/2: an instance launches with the new volume.');
  });

  it('without an old volume retires none and takes no last snapshot', () => {
    const { steps, prices } = previewed({ from: 'latest' }, { volumes: [] });
    expect(steps).toEqual([
      expect.stringMatching(/^Create a volume/),
      expect.stringMatching(/^Suspend blog/),
      'Make the new volume the data volume.',
      'Resume blog at 0/1/1: an instance launches with the new volume.',
    ]);
    expect(prices[0]).toBe(
      'The new volume costs 1.60 USD a month; the old volume goes on costing until you delete it.',
    );
  });

  it('says so where the price of a type is not known', () => {
    const { prices } = previewed({ from: 'latest' }, { volumes: [volumeOf({ type: 'io2', iops: 3000 })] });
    expect(prices[0]).toMatch(/^The new volume costs the price of 20 GiB of io2 a month;/);
  });
});
