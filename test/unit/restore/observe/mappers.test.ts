import { describe, expect, it } from 'vitest';

import { toVolume } from '../../../../libs/restore/observe/mappers.ts';

const tags = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, Value]) => ({ Key: `hostkeeper:${name}`, Value }));

describe('a volume of a host', () => {
  it('is read with all that a restore decides on', () => {
    expect(
      toVolume({
        VolumeId: 'vol-01',
        AvailabilityZone: 'eu-central-1a',
        State: 'in-use',
        Tags: tags({ role: 'retired', restore: '2026-11-14T11:59:00.000Z', retired: '2026-11-15T11:59:00.000Z' }),
        CreateTime: new Date('2026-11-14T12:00:00Z'),
        VolumeType: 'io2',
        Size: 50,
        Iops: 4000,
        Throughput: 125,
        Encrypted: true,
        KmsKeyId: 'key',
        SnapshotId: 'snap-01',
        Attachments: [{ InstanceId: 'i-1', State: 'detaching' }, {}, { InstanceId: 'i-2' }],
      }),
    ).toStrictEqual({
      volumeId: 'vol-01',
      zone: 'eu-central-1a',
      state: 'in-use',
      role: 'retired',
      createdBy: new Date('2026-11-14T11:59:00Z'),
      retiredBy: new Date('2026-11-15T11:59:00Z'),
      createdAt: new Date('2026-11-14T12:00:00Z'),
      type: 'io2',
      gigabytes: 50,
      iops: 4000,
      throughput: 125,
      encrypted: true,
      kmsKeyId: 'key',
      snapshotId: 'snap-01',
      attachedTo: ['i-1', 'i-2'],
    });
  });

  it('of which AWS says nothing is no data, is not available, and is attached to nothing', () => {
    const nothing = {
      volumeId: '',
      zone: 'unknown',
      state: 'unknown',
      createdAt: new Date(0),
      type: 'gp3',
      gigabytes: 0,
      encrypted: false,
      attachedTo: [],
    };
    expect(toVolume({})).toStrictEqual(nothing);
    // AWS describes a volume that was created from nothing with an empty id.
    expect(toVolume({ SnapshotId: '', Tags: [{}, ...tags({ restore: 'soon', retired: '' })] })).toStrictEqual(nothing);
  });
});
