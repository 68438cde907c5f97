import { describe, expect, it } from 'vitest';

import { attachRequest } from '../../../libs/lifecycle/model.ts';
import { fingerprintOfProblem } from '../../../libs/lifecycle/problem.ts';
import { describePlan, launching, minutesAgo, plan } from '../../support/host-fixture.ts';

const ATTEMPT = attachRequest('vol-1');

/** A launching host whose volume this run has tried to attach so often. */
const tried = (attempts: number) => launching({ requested: { 'i-1': Array<string>(attempts).fill(ATTEMPT) } });

/** The same some minutes after it was notified that its volume does not stay attached. */
const notified = (minutes: number, attempts = 0, holdsLaunch = true) => {
  const host = tried(2);
  const refusal = plan(host);
  const reason = refusal.status === 'refuse' ? refusal.reason : '';
  const print = fingerprintOfProblem(host, { kind: 'VolumeAttached', status: 'refused', reason }, holdsLaunch);
  return { ...tried(attempts), history: { fingerprints: [`${print}=`], at: minutesAgo(minutes) } };
};

describe('a volume that does not stay attached', () => {
  it('is attached twice in a run, and then refused with the likely causes and a command', () => {
    expect([0, 1].map((attempts) => describePlan(tried(attempts)))).toEqual(['AttachVolume', 'AttachVolume']);
    expect(plan(tried(2))).toMatchObject({
      status: 'refuse',
      reason: expect.stringMatching(
        /^vol-1 does not stay attached to i-1 as \/dev\/sdf: if it is encrypted .*kms:CreateGrant.* device name, set hostkeeper:device to another$/,
      ),
      command: expect.stringContaining('aws ec2 describe-volumes --region eu-central-1 --volume-ids vol-1 --query '),
    });
  });

  it('is tried ever less often once that was notified, then hourly', () => {
    const minutes = Array.from({ length: 200 }, (_, minute) => minute);
    const tries = minutes.filter((minute) => describePlan(notified(minute)) === 'AttachVolume');
    expect(tries).toEqual([5, 10, 20, 40, 60, 120, 180]);
    expect(minutes.filter((minute) => describePlan(notified(minute, 0, false)) === 'AttachVolume')).toEqual(tries);
  });

  it('is then tried once in a run, as routine: the owner knows', () => {
    expect(plan(notified(5.9))).toMatchObject({ actions: [{ action: 'ec2:AttachVolume', routine: true }] });
    expect(plan(notified(5, 1)).status).toBe('refuse');
  });

  it('is not mistaken for another volume, or another instance', () => {
    const others = { 'i-1': [attachRequest('vol-2'), attachRequest('vol-2')], 'i-2': [ATTEMPT, ATTEMPT] };
    expect(describePlan(launching({ requested: others }))).toBe('AttachVolume');
  });
});
