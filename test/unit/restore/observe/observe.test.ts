import type { Volume } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';

import { readVolumes } from '../../../../libs/restore/observe/observe.ts';

const volume = (VolumeId: string, host: string): Volume => ({
  VolumeId,
  Tags: [{ Key: 'hostkeeper:host', Value: host }],
});

describe('the volumes of hosts', () => {
  it('are those of their stage alone: a host of another stage may have the same name', async () => {
    const asked: unknown[] = [];
    const describeVolumes = async (...question: readonly unknown[]) => {
      asked.push(question);
      return [];
    };
    expect(await readVolumes({ stage: 'prod', ec2: { describeVolumes } }, ['blog', 'shop'])).toEqual(new Map());
    expect(asked).toEqual([
      [[{ Name: 'tag:hostkeeper:stage', Values: ['prod'] }], 'tag:hostkeeper:host', ['blog', 'shop']],
    ]);
  });

  it('are by the name in their own tag, as a filter takes a name with a star for others, too', async () => {
    const found = [volume('vol-01', 'blog'), volume('vol-02', 'blog2'), volume('vol-03', 'blog')];
    const volumes = await readVolumes({ stage: 'prod', ec2: { describeVolumes: async () => found } }, ['blog*']);
    expect(volumes.get('blog*')).toBeUndefined();
    expect(volumes.get('blog')?.map(({ volumeId }) => volumeId)).toEqual(['vol-01', 'vol-03']);
  });
});
