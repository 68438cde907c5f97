import { describe, expect, it } from 'vitest';

import { AutoScalingGroupName, givenGroup, NONE } from './fixtures.ts';
import { awsErrorLike, minutes } from '../fixtures.ts';

const tag = (Key: string, Value: string) => ({ ResourceId: 'web', ResourceType: 'auto-scaling-group', Key, Value });

describe('the tags of an Auto Scaling group', () => {
  it.each([
    ['a value that is too long', tag('b', 'x'.repeat(257)), "at 'tags.2.member.value'"],
    ['a key that is too long', tag('x'.repeat(129), ''), "at 'tags.2.member.key'"],
    ['no key', tag('', 'x'), 'Tag key is required'],
    ['a reserved key', tag('aws:x', 'x'), 'reserved for internal use'],
    ['a character that tags must not contain', tag('b', 'half;half'), 'invalid characters: half;half'],
    ['another type of resource', { ...tag('b', 'x'), ResourceType: 'instance' }, 'type instance is not supported'],
    ['another group', { ...tag('b', 'x'), ResourceId: 'wbe' }, 'AutoScaling Group wbe not found'],
  ])('are refused, all of a call, for %s', (_, invalidTag, message) => {
    const { service, group, call } = givenGroup();
    expect(() => service.CreateOrUpdateTags.handle({ Tags: [tag('a', 'x'), invalidTag] }, call())).toThrow(
      awsErrorLike('ValidationError', message),
    );
    expect([...group.tags]).toEqual([]);
  });

  it('propagate to instances that launch later, where they say so', async () => {
    const { service, group, call, clock, ec2 } = givenGroup({ sizes: { min: 0, desired: 0, max: 1 } });
    const Tags = [{ ...tag('a', '1'), PropagateAtLaunch: true }, tag('b', '2')];
    service.CreateOrUpdateTags.handle({ Tags }, call());
    service.UpdateAutoScalingGroup.handle({ AutoScalingGroupName, DesiredCapacity: 1 }, call());
    await clock.advance(minutes(3));
    const { AutoScalingGroups } = service.DescribeAutoScalingGroups.handle({}, call());
    expect(AutoScalingGroups?.[0]?.Tags?.map(({ Key, PropagateAtLaunch }) => [Key, PropagateAtLaunch])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    const instance = ec2.instances.get(group.instances[0]?.instanceId ?? '');
    expect([...(instance?.tags.keys() ?? [])]).toEqual(['aws:autoscaling:groupName', 'a']);
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
      { resource, context: { ...tagKeys, 'autoscaling:ForceDelete': 'false' } },
    ]);
    expect(service.DescribeAutoScalingGroups.authorization?.({}, call())).toEqual([{ resource: '*' }]);
  });
});
