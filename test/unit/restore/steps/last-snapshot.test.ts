import { describe, expect, it } from 'vitest';

import type { Attempt, Observed } from '../../../../libs/restore/model.ts';
import { now, secondsAgo } from '../../../support/host-fixture.ts';
import {
  firstDue,
  outcomeOf,
  since,
  snapshotOf,
  suspendedFor,
  volumeOf,
} from '../../../support/restore-plan-fixture.ts';

/** The last snapshot that the restore of the fixture has taken of its old volume. */
const last = (overrides: Parameters<typeof snapshotOf>[0] = {}) =>
  snapshotOf({ snapshotId: 'snap-09', keptBy: 'restore', startTime: since, ...overrides });

const withSnapshots = (...snapshots: Observed['snapshots']) =>
  firstDue(suspendedFor(1, { snapshots: [snapshotOf(), ...snapshots] }));

const failed = (seconds: number): Attempt => ({ at: secondsAgo(seconds), problem: 'too many snapshots' });

/** The restore after a last snapshot could not be taken. */
const afterFailure = (attempt: Attempt, minutes = 1, old = volumeOf()) =>
  firstDue(suspendedFor(minutes, { attempts: new Map([['vol-01', attempt]]) }, [old]));

const taking = { kind: 'LastSnapshotTaken', actions: [{ action: 'ec2:CreateSnapshot', volumeId: 'vol-01' }] };
const retiring = { kind: 'VolumesRetired', actions: [{ action: 'ec2:CreateTags', volumeId: 'vol-01' }] };

describe('the last snapshot of a volume', () => {
  it('is taken before it is retired, and kept for a person: no policy expires it', () => {
    expect(firstDue(suspendedFor(1))).toEqual({
      kind: 'LastSnapshotTaken',
      actions: [
        {
          action: 'ec2:CreateSnapshot',
          reason: 'vol-01 was about to be retired',
          onFailure: 'replan',
          host: 'blog',
          region: 'eu-central-1',
          group: 'blog-group',
          volumeId: 'vol-01',
          description: 'hostkeeper: the data of blog before it was restored from snap-01',
          tags: {
            'hostkeeper:host': 'blog',
            'hostkeeper:stage': 'prod',
            'hostkeeper:role': 'snapshot',
            'hostkeeper:slot': '2026-11-14T11:59Z',
            'hostkeeper:volume': 'vol-01',
            'hostkeeper:kept-by': 'restore',
            'hostkeeper:consistency': 'crash',
          },
        },
      ],
    });
  });

  it('is taken once', () => {
    expect(withSnapshots(last())).toMatchObject(retiring);
    expect(afterFailure({ at: now })).toMatchObject(retiring);
  });

  it.each([
    ['of another volume', { volumeId: 'vol-03' }],
    ['of the night, which a policy expires', { keptBy: 'retention' }],
    ['of an earlier restore, before what was written since', { startTime: new Date(since.getTime() - 1) }],
  ])('is not replaced by a snapshot %s', (_, overrides) => {
    expect(withSnapshots(last(overrides))).toMatchObject(taking);
  });

  it('is tried again after twenty seconds, in which AWS would show one whose reply was lost', () => {
    expect(afterFailure(failed(19))).toMatchObject({
      kind: 'LastSnapshotTaken',
      status: 'wait',
      reason: 'there is no last snapshot of vol-01 yet: too many snapshots',
    });
    expect(afterFailure(failed(20))).toMatchObject(taking);
  });

  it('is done without after ten minutes, and at once where the volume is in a zone that fails', () => {
    expect(afterFailure(failed(60), 9.9)).toMatchObject(taking);
    expect(afterFailure(failed(60), 10)).toMatchObject(retiring);
    const attempts = new Map([['vol-01', failed(60)]]);
    expect(outcomeOf('LastSnapshotTaken', suspendedFor(10, { attempts }))).toEqual({
      status: 'converged',
      reason: 'there is no last snapshot of vol-01: too many snapshots',
    });
    expect(afterFailure(failed(1), 6, volumeOf({ attachedTo: ['i-1'] }))).toMatchObject(retiring);
  });

  it('is tried once of a volume in such a zone', () => {
    expect(firstDue(suspendedFor(20, {}, [volumeOf({ attachedTo: ['i-1'] })]))).toMatchObject(taking);
  });
});

describe('of several old volumes', () => {
  const old = [volumeOf({ attachedTo: ['i-1'] }), volumeOf({ volumeId: 'vol-03' })];

  it('each has its last snapshot', () => {
    expect(firstDue(suspendedFor(6, { snapshots: [snapshotOf(), last()] }, old))).toMatchObject({
      actions: [{ action: 'ec2:CreateSnapshot', volumeId: 'vol-03' }],
    });
  });

  it('one that can have none does not keep the other from having its own', () => {
    const attempts = new Map([['vol-01', failed(60)]]);
    expect(firstDue(suspendedFor(6, { attempts }, old))).toMatchObject({
      actions: [{ action: 'ec2:CreateSnapshot', volumeId: 'vol-03' }],
    });
  });
});
