import { describe, expect, it } from 'vitest';

import { givenGroup, ONE } from './fixtures.ts';
import { awsErrorLike } from '../fixtures.ts';

const givenGroups = (count: number) => {
  const { groups, service, call } = givenGroup({ tags: { kind: 'odd', stage: 'prod' } });
  for (let at = 1; at < count; at += 1) {
    groups.add({ name: `g${`${at}`.padStart(3, '0')}`, sizes: ONE, tags: { kind: 'even' } });
  }
  const ask = (input: Parameters<typeof service.DescribeAutoScalingGroups.handle>[0]) =>
    service.DescribeAutoScalingGroups.handle(input, call());
  const names = (input: Parameters<typeof ask>[0]) =>
    ask(input).AutoScalingGroups?.map((group) => group.AutoScalingGroupName);
  return { ask, names, groups };
};

const filter = (Name: string, ...Values: string[]) => ({ Name, Values });

describe('DescribeAutoScalingGroups', () => {
  it('joins filters by AND and the values of one by OR', () => {
    const { names } = givenGroups(3);
    expect(names({ Filters: [filter('tag:kind', 'even', 'odd')] })).toEqual(['g001', 'g002', 'web']);
    expect(names({ Filters: [filter('tag:kind', 'even', 'odd'), filter('tag-key', 'stage')] })).toEqual(['web']);
    expect(names({ Filters: [filter('tag-value', 'prod')], AutoScalingGroupNames: ['g001'] })).toEqual([]);
    expect(names({ Filters: [filter('tag:stage', '')] })).toEqual([]);
    expect(() => names({ Filters: [filter('colour', 'red')] })).toThrow(awsErrorLike('ValidationError', 'colour'));
  });

  it('answers 50 a page unasked, 100 at most, and leaves none out and none twice', () => {
    const { ask } = givenGroups(120);
    const read = (MaxRecords?: number) => {
      const sizes: number[] = [];
      const seen = new Set<unknown>();
      let NextToken: string | undefined;
      do {
        const page = ask({
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

  it('takes a token only as it was given, for the same question, and though its group is gone', () => {
    const { ask, names, groups } = givenGroups(4);
    const { NextToken = '' } = ask({ MaxRecords: 1 });
    for (const input of [
      { NextToken: '' },
      { NextToken: 'no token' },
      { NextToken, Filters: [{ Name: 'tag-key', Values: ['kind'] }] },
    ]) {
      expect(() => ask(input)).toThrow(awsErrorLike('InvalidNextToken', `The token '${input.NextToken}' was invalid`));
    }
    for (const group of groups.all().slice(0, 1)) groups.remove(group);
    expect(names({ NextToken })).toEqual(['g002', 'g003', 'web']);
  });

  it('takes 50 names', () => {
    const AutoScalingGroupNames = Array.from({ length: 51 }, (_, at) => `g${at}`);
    expect(() => givenGroups(1).ask({ AutoScalingGroupNames })).toThrow(
      awsErrorLike('ValidationError', 'The number of group names that may be passed in is limited to 50'),
    );
  });

  it('answers with copies: what is done to them is not done to the world', () => {
    const { ask } = givenGroups(1);
    const before = structuredClone(ask({}));
    for (const group of ask({}).AutoScalingGroups ?? []) {
      group.MaxSize = 9;
      group.CreatedTime?.setTime(0);
      group.Tags?.pop();
      for (const instance of group.Instances ?? []) instance.LifecycleState = 'Terminated';
    }
    expect(ask({})).toEqual(before);
  });
});
