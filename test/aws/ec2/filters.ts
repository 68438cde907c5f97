import type { Filter } from '@aws-sdk/client-ec2';

import { notSimulated } from '../not-simulated.ts';
import { AwsError } from '../operation.ts';
import { LIMITS } from './quotas.ts';

/** The values of a resource by the names of filters; tags apart. */
type FilterValues = Readonly<Record<string, readonly (string | undefined)[]>>;

type Tags = ReadonlyMap<string, string>;

/** The values of a filter by tags; `undefined` for another filter. */
const tagValues = (name: string, tags: Tags): readonly (string | undefined)[] | undefined => {
  if (name.startsWith('tag:')) return [tags.get(name.slice('tag:'.length))];
  if (name === 'tag-key') return [...tags.keys()];
  return name === 'tag-value' ? [...tags.values()] : undefined;
};

/** The pattern of a filter value: `*` is any text, `?` is one character, and a backslash takes away their meaning. */
const patternOf = (value: string): RegExp =>
  new RegExp(
    `^${value.replaceAll(/\\?[^]/g, (text) => {
      if (text === '*') return '[^]*';
      if (text === '?') return '[^]';
      return (text.length > 1 ? text.slice(1) : text).replace(/[$()*+.?[\\\]^{|}]/, String.raw`\$&`);
    })}$`,
  );

/**
 * A test of resources: each matches all filters, and a filter any of its values. Throws for a filter that is not simulated.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export const matches = (filters: readonly Filter[] = []) => {
  const tests = filters.map(({ Name = '', Values = [] }) => {
    if (Values.length > LIMITS.filterValues.max)
      throw new AwsError(
        'FilterLimitExceeded',
        `The maximum number of filter values specified on a single call is ${LIMITS.filterValues.max}`,
      );
    return { name: Name, patterns: Values.map(patternOf) };
  });
  return (tags: Tags, filterValues: FilterValues): boolean =>
    tests.every(({ name, patterns }) => {
      const values = tagValues(name, tags) ?? filterValues[name];
      if (!values) throw notSimulated(`the filter '${name}'`, ['tag:*', 'tag-key', ...Object.keys(filterValues)]);
      return values.some((value) => value !== undefined && patterns.some((pattern) => pattern.test(value)));
    });
};
