import { describe, expect, it } from 'vitest';

import { aftermathOf, stageLines } from '../../../libs/restore/after.ts';
import { minutesAgo } from '../../support/host-fixture.ts';
import { candidate, since, volumeOf } from '../../support/restore-plan-fixture.ts';

const retired = (volumeId: string, retiredBy: Date) => volumeOf({ volumeId, role: 'retired', retiredBy });

describe('what a restore leaves', () => {
  it('is the volume that is the data now, and those that it has retired itself', () => {
    const volumes = [
      retired('vol-07', minutesAgo(99)),
      retired('vol-08', since),
      candidate({ role: 'data', retiredBy: since }),
    ];
    expect(aftermathOf({ since }, volumes)).toStrictEqual({ volumeId: 'vol-02', retired: ['vol-08'] });
  });

  it.each([
    ['two volumes are', [volumeOf(), volumeOf({ volumeId: 'vol-03' })]],
    ['none is', [candidate()]],
  ])('is no data volume to write down where %s the data', (_, volumes) => {
    expect(aftermathOf({ since }, volumes)).toStrictEqual({ retired: [] });
  });

  it('is written into the stage as its volume and its zone', () => {
    expect(stageLines('vol-02', 'eu-central-1b')).toEqual(['host:', '  volumeId: vol-02', '  zone: eu-central-1b']);
  });
});
