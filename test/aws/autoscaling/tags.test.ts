import { describe, expect, it } from 'vitest';

import { AutoScalingGroupName, givenGroup, NONE } from './fixtures.ts';
import { awsErrorLike } from '../fixtures.ts';

const tag = (Key: string, Value: string) => ({ ResourceId: 'web', ResourceType: 'auto-scaling-group', Key, Value });

describe('its tags', () => {
  it.each([
    ['a value that is too long', tag('b', 'x'.repeat(257)), "at 'tags.2.member.value'"],
    ['a key that is too long', tag('x'.repeat(129), ''), "at 'tags.2.member.key'"],
    ['no key', tag('', 'x'), 'Tag key is required'],
    ['a key of AWS itself', tag('aws:x', 'x'), 'reserved for internal use'],
    ['a character that no tag may hold', tag('b', 'half;half'), 'invalid characters: half;half'],
    ['another group', { ...tag('b', 'x'), ResourceId: 'wbe' }, 'AutoScaling Group wbe not found'],
  ])('are not written, none of them, for %s', (_, bad, words) => {
    const { service, group, call } = givenGroup();
    expect(() => service.CreateOrUpdateTags.handle({ Tags: [tag('a', 'x'), bad] }, call())).toThrow(
      awsErrorLike('ValidationError', words),
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

  it('are what IAM is asked with, under both prefixes, beside what the call brings', () => {
    const { service, group, call } = givenGroup({ tags: { stage: 'prod' } });
    const of = { 'aws:ResourceTag/stage': 'prod', 'autoscaling:ResourceTag/stage': 'prod' };
    const resource = group.arn;
    expect(resource).toMatch(
      /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:.+:autoScalingGroupName\/web$/,
    );
    expect(service.UpdateAutoScalingGroup.authorization?.({ AutoScalingGroupName, ...NONE }, call())).toEqual([
      { resource, context: { ...of, 'autoscaling:MinSize': '0', 'autoscaling:MaxSize': '0' } },
    ]);
    expect(service.CreateOrUpdateTags.authorization?.({ Tags: [tag('a', '1')] }, call())).toEqual([
      { resource, context: { ...of, 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' } },
    ]);
    expect(service.DeleteAutoScalingGroup.authorization?.({ AutoScalingGroupName }, call())).toEqual([
      { resource, context: of },
    ]);
    expect(service.DescribeAutoScalingGroups.authorization?.({}, call())).toEqual([{ resource: '*' }]);
  });
});
