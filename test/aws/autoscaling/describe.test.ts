import { describe, expect, it } from 'vitest';

import { givenGroup, ONE } from './fixtures.ts';
import { awsErrorLike } from '../fixtures.ts';

const givenGroups = (count: number) => {
  const { groups, service, call } = givenGroup({ tags: { kind: 'odd', stage: 'prod' } });
  for (let index = 1; index < count; index += 1) {
    groups.add({ name: `g${`${index}`.padStart(3, '0')}`, sizes: ONE, tags: { kind: 'even' } });
  }
  const describeGroups = (input: Parameters<typeof service.DescribeAutoScalingGroups.handle>[0]) =>
    service.DescribeAutoScalingGroups.handle(input, call());
  const names = (input: Parameters<typeof describeGroups>[0]) =>
    describeGroups(input).AutoScalingGroups?.map((group) => group.AutoScalingGroupName);
  return { describeGroups, names, groups };
};

const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

describe('DescribeAutoScalingGroups', () => {
  it('returns the groups that match all filters, each with any of its values', () => {
    const { names } = givenGroups(3);
    expect(names({ Filters: [filter('tag:kind', 'even', 'odd')] })).toEqual(['g001', 'g002', 'web']);
    expect(names({ Filters: [filter('tag:kind', 'even', 'odd'), filter('tag-key', 'stage')] })).toEqual(['web']);
    expect(names({ Filters: [filter('tag-value', 'prod')], AutoScalingGroupNames: ['g001'] })).toEqual([]);
    expect(names({ Filters: [filter('tag:stage', '')] })).toEqual([]);
    expect(() => names({ Filters: [filter('colour', 'red')] })).toThrow(awsErrorLike('ValidationError', 'colour'));
  });

  it('returns 50 in a page by default, up to 100 on request, and each group exactly once', () => {
    const { describeGroups } = givenGroups(120);
    const read = (MaxRecords?: number) => {
      const sizes: number[] = [];
      const seen = new Set<unknown>();
      let NextToken: string | undefined;
      do {
        const page = describeGroups({
          ...(MaxRecords !== undefined && { MaxRecords }),
          ...(NextToken !== undefined && { NextToken }),
        });
        sizes.push(page.AutoScalingGroups?.length ?? 0);
        for (const group of page.AutoScalingGroups ?? []) seen.add(group.AutoScalingGroupName);
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      return [sizes, seen.size];
    };
    expect(read()).toEqual([[50, 50, 20], 120]);
    expect(read(100)).toEqual([[100, 20], 120]);
    expect(() => read(101)).toThrow(awsErrorLike('ValidationError', "Value '101' at 'maxRecords'"));
  });

  it('accepts a token unchanged, for the same names and filters, even when its group is deleted', () => {
    const { describeGroups, names, groups } = givenGroups(4);
    const { NextToken = '' } = describeGroups({ MaxRecords: 1 });
    for (const input of [
      { NextToken: '' },
      { NextToken: 'no token' },
      { NextToken, Filters: [{ Name: 'tag-key', Values: ['kind'] }] },
    ]) {
      expect(() => describeGroups(input)).toThrow(
        awsErrorLike('InvalidNextToken', `The token '${input.NextToken}' was invalid`),
      );
    }
    for (const group of groups.all().slice(0, 1)) groups.remove(group);
    expect(names({ NextToken })).toEqual(['g002', 'g003', 'web']);
  });

  it('leaves the instances out where they are not wanted', () => {
    const { describeGroups } = givenGroups(2);
    const counts = (IncludeInstances: boolean) =>
      describeGroups({ IncludeInstances }).AutoScalingGroups?.map(({ Instances = [] }) => Instances.length);
    expect([counts(true), counts(false)]).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  it('accepts up to 50 names, or as many as the page is to hold', () => {
    const AutoScalingGroupNames = Array.from({ length: 51 }, (_, index) => `g${index}`);
    expect(givenGroups(1).names({ AutoScalingGroupNames: ['web', ...AutoScalingGroupNames], MaxRecords: 52 })).toEqual([
      'web',
    ]);
    expect(() => givenGroups(1).describeGroups({ AutoScalingGroupNames })).toThrow(
      awsErrorLike('ValidationError', 'The number of group names that may be passed in is limited to 50'),
    );
  });

  it('returns copies, whose changes do not change the simulated state', () => {
    const { describeGroups } = givenGroups(1);
    const before = structuredClone(describeGroups({}));
    for (const group of describeGroups({}).AutoScalingGroups ?? []) {
      group.MaxSize = 9;
      group.CreatedTime?.setTime(0);
      group.Tags?.pop();
      for (const instance of group.Instances ?? []) instance.LifecycleState = 'Terminated';
    }
    expect(describeGroups({})).toEqual(before);
  });
});
