import { describe, expect, it } from 'vitest';

import recycleBin from '../../../infra/control-plane/recycle-bin.ts';
import { volumeTagsOf } from '../../../infra/commands/enroll/tags.ts';
import { hostResources } from '../../support/stage-host-fixture.ts';

const rulesFor = async (words: string) => {
  const { Resources } = await recycleBin.rules({ options: {}, resolveVariable: async () => words });
  return Object.values(Resources).map(({ Properties: { ResourceType, ResourceTags } }) => [ResourceType, ResourceTags]);
};

describe('the Recycle Bin', () => {
  it.each([
    ['', []],
    ['volumes', [['EBS_VOLUME', [{ ResourceTagKey: 'hostkeeper:recycle', ResourceTagValue: '${sls:stage}' }]]]],
    [
      'volumes,snapshots',
      [
        ['EBS_VOLUME', [{ ResourceTagKey: 'hostkeeper:recycle', ResourceTagValue: '${sls:stage}' }]],
        ['EBS_SNAPSHOT', [{ ResourceTagKey: 'hostkeeper:stage', ResourceTagValue: '${sls:stage}' }]],
      ],
    ],
  ])('with recycleBin = "%s" keeps what has the tag of the stage, and nothing else', async (words, rules) => {
    expect(await rulesFor(words)).toEqual(rules);
  });

  it('keeps the data volume of a host that the stack makes, and of one that is enrolled', () => {
    const { DataVolume } = hostResources();
    expect(DataVolume?.Properties?.['Tags']).toContainEqual({ Key: 'hostkeeper:recycle', Value: 'prod' });
    expect(volumeTagsOf({ 'hostkeeper:host': 'blog', 'hostkeeper:stage': 'prod' })).toMatchObject({
      'hostkeeper:role': 'data',
      'hostkeeper:recycle': 'prod',
    });
  });
});
