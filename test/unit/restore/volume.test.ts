import { describe, expect, it } from 'vitest';

import { propertiesOf } from '../../../libs/restore/steps/volume.ts';
import { volumeOf } from '../../support/restore-plan-fixture.ts';

describe('the volume of a restore', () => {
  it.each([
    [
      'without one, the type that AWS recommends in the size of the snapshot',
      undefined,
      { type: 'gp3', gigabytes: 20 },
    ],
    [
      'type, size, IOPS and throughput',
      volumeOf({ gigabytes: 50, iops: 4000, throughput: 250 }),
      { type: 'gp3', gigabytes: 50, iops: 4000, throughput: 250 },
    ],
    ['the size of the snapshot where that is larger', volumeOf({ gigabytes: 8 }), { type: 'gp3', gigabytes: 20 }],
    [
      'no IOPS of a type that has them from its size, although AWS describes them',
      volumeOf({ type: 'gp2', gigabytes: 100, iops: 300 }),
      { type: 'gp2', gigabytes: 100 },
    ],
    [
      'IOPS without throughput',
      volumeOf({ type: 'io2', gigabytes: 100, iops: 5000, throughput: 500 }),
      { type: 'io2', gigabytes: 100, iops: 5000 },
    ],
    [
      'encryption and its key',
      volumeOf({ gigabytes: 20, encrypted: true, kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/k' }),
      { type: 'gp3', gigabytes: 20, encrypted: true, kmsKeyId: 'arn:aws:kms:eu-central-1:1:key/k' },
    ],
    ['no key of one that is not encrypted', volumeOf({ gigabytes: 20, kmsKeyId: 'k' }), { type: 'gp3', gigabytes: 20 }],
  ])('has of the one that it replaces: %s', (_, replaced, expected) => {
    expect(propertiesOf(replaced, { gigabytes: 20 })).toEqual(expected);
  });
});
