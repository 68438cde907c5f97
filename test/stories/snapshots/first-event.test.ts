import { describe, expect, it } from 'vitest';

import sample from '../../../events/snapshot-completed/sample-succeeded.json' with { type: 'json' };
import { addEarlier, countCalls, givenEvening, snapshotsOf } from '../../support/snapshot-story.ts';

describe('the event of a snapshot', () => {
  it('has its host looked after, and no other, also where it is the first that a process receives', async () => {
    const { world, volume } = await givenEvening({ blog: {}, shop: {} });
    for (const host of ['blog', 'shop']) addEarlier(world, volume(host), 1, { 'hostkeeper:host': host });
    const [snapshot] = snapshotsOf(world, 'blog');
    world.pauseSchedules(true);
    const snapshot_id = `arn:aws:ec2::us-east-1:snapshot/${snapshot?.snapshotId}`;
    const { error } = await world.invoke('snapshot-completed', {
      ...sample,
      detail: { ...sample.detail, snapshot_id },
    });
    expect(error).toBeUndefined();
    expect(countCalls(world, 'GetSnapshotBlock')).toBe(1);
    expect(snapshot?.tags.get('hostkeeper:file-system')).toMatch(/^ext4/);
  });
});
