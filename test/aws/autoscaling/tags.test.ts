import { describe, expect, it } from 'vitest';

import { AutoScalingGroupName, givenGroup, NONE } from './fixtures.ts';
import { awsErrorLike } from '../fixtures.ts';

const tag = (Key: string, Value: string) => ({ ResourceId: 'web', ResourceType: 'auto-scaling-group', Key, Value });

describe('the tags of an Auto Scaling group', () => {
  it.each([
    ['a value that is too long', tag('b', 'x'.repeat(257)), "at 'tags.2.member.value'"],
    ['a key that is too long', tag('x'.repeat(129), ''), "at 'tags.2.member.key'"],
    ['no key', tag('', 'x'), 'Tag key is required'],
    ['a reserved key', tag('aws:x', 'x'), 'reserved for internal use'],
    ['a character that tags must not contain', tag('b', 'half;half'), 'invalid characters: half;half'],
    ['another group', { ...tag('b', 'x'), ResourceId: 'wbe' }, 'AutoScaling Group wbe not found'],
  ])('are refused, all of a call, for %s', (_, invalidTag, message) => {
    const { service, group, call } = givenGroup();
    expect(() => service.CreateOrUpdateTags.handle({ Tags: [tag('a', 'x'), invalidTag] }, call())).toThrow(
      awsErrorLike('ValidationError', message),
    );
    expect([...group.tags]).toEqual([]);
  });

  it('are written and replaced', () => {
    const { service, group, call } = givenGroup({ tags: { a: '1' } });
    service.CreateOrUpdateTags.handle({ Tags: [tag('a', '2'), tag('b', 'x'.repeat(256))] }, call());
    expect([...group.tags]).toEqual([
      ['a', '2'],
      ['b', 'x'.repeat(256)],
    ]);
  });

  it('are condition keys under both prefixes, beside those of the call', () => {
    const { service, group, call } = givenGroup({ tags: { stage: 'prod' } });
    const tagKeys = { 'aws:ResourceTag/stage': 'prod', 'autoscaling:ResourceTag/stage': 'prod' };
    const resource = group.arn;
    expect(resource).toMatch(
      /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:.+:autoScalingGroupName\/web$/,
    );
    expect(service.UpdateAutoScalingGroup.authorization?.({ AutoScalingGroupName, ...NONE }, call())).toEqual([
      { resource, context: { ...tagKeys, 'autoscaling:MinSize': '0', 'autoscaling:MaxSize': '0' } },
    ]);
    expect(service.CreateOrUpdateTags.authorization?.({ Tags: [tag('a', '1')] }, call())).toEqual([
      { resource, context: { ...tagKeys, 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' } },
    ]);
    expect(service.DeleteAutoScalingGroup.authorization?.({ AutoScalingGroupName }, call())).toEqual([
      { resource, context: tagKeys },
    ]);
    expect(service.DescribeAutoScalingGroups.authorization?.({}, call())).toEqual([{ resource: '*' }]);
  });
});
