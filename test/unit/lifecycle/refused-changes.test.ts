import { describe, expect, it } from 'vitest';

import type { LifecycleDeps } from '../../../libs/lifecycle/dependencies.ts';
import { createExecutors } from '../../../libs/lifecycle/executors.ts';
import type { NameRecord, RecordChange } from '../../../libs/lifecycle/model.ts';
import { createCache } from '../../../libs/lifecycle/observe/cache.ts';
import { AwsError } from '../../aws/operation.ts';
import { hostFixture, now, record } from '../../support/host-fixture.ts';
import { type Answer, directoryWith, given } from '../aws/given-endpoint.ts';

const action = 'route53:ChangeResourceRecordSets';
const ref = { host: 'blog', region: 'eu-central-1', group: 'blog-group', reason: 'a reason', action } as const;
const key = { zone: 'Z1', name: 'blog.example.com' };
const before = record({ values: ['192.0.2.9'] });
const after = record();
const aaaa = record({ type: 'AAAA', values: ['2001:db8::7'] });

/** A page of Route 53 with these records. */
const pageOf = (records: readonly NameRecord[]) => ({
  IsTruncated: false,
  MaxItems: 20,
  ResourceRecordSets: records.map(({ name, type, ttlSeconds, values }) => ({
    Name: `${name}.`,
    Type: type,
    TTL: ttlSeconds,
    ResourceRecords: values.map((Value) => ({ Value })),
  })),
});

/** Makes changes that Route 53 refuses for this error, while its records are these; what the run knows of them afterwards. */
const change = async (changes: readonly RecordChange[], current: readonly NameRecord[], error: AwsError) => {
  const answers: readonly Answer[] = [error, pageOf(current), pageOf([]), pageOf(current), pageOf([])];
  const aws = given(...answers);
  const deps: LifecycleDeps = {
    ...aws,
    autoScaling: { ...aws.hooks, ...aws.autoScaling },
    stage: 'prod',
    scope: { zones: ['Z1'], names: ['*'] },
    unmountDocument: 'unmount',
    now: () => now,
    directory: directoryWith(aws, hostFixture(), now),
  };
  const cache = createCache(deps, new Map());
  cache.records.set(key, () => [before]);
  const execute = createExecutors(deps, cache);
  const outcome = await execute[action]({ ...ref, zone: 'Z1', changes }).then(
    () => 'made' as const,
    (cause: unknown) => (cause instanceof Error ? cause.name : 'something else'),
  );
  return { outcome, known: (await cache.records.getMany([key])).get(key) };
};

const bad = new AwsError('InvalidChangeBatch', 'no such thing');

describe('a change of records that Route 53 refuses, as one of them is not as it was read', () => {
  it.each<[string, readonly RecordChange[], readonly NameRecord[], string]>([
    ['the record is as it was to be', [{ before, after }], [after], 'made'],
    ['the new record is there', [{ after }], [after, aaaa], 'made'],
    ['the record is gone that was to be deleted', [{ before }], [aaaa], 'made'],
    [
      'each of its values is there',
      [{ after: record({ values: ['192.0.2.1', '192.0.2.2'] }) }],
      [record({ values: ['192.0.2.1', '192.0.2.2'] })],
      'made',
    ],
    ['both of two records are as they were to be', [{ before, after }, { after: aaaa }], [after, aaaa], 'made'],
    ['one of two is not', [{ before, after }, { after: aaaa }], [after], 'InvalidChangeBatch'],
    ['the record has another value', [{ before, after }], [record({ values: ['192.0.2.1'] })], 'InvalidChangeBatch'],
    ['the record is as it was', [{ before, after }], [before], 'InvalidChangeBatch'],
    ['the record is gone', [{ before, after }], [], 'InvalidChangeBatch'],
    ['the record is still there that was to be deleted', [{ before }], [before], 'InvalidChangeBatch'],
    ['a record of another type has the value', [{ after }], [{ ...after, type: 'TXT' }], 'InvalidChangeBatch'],
  ])('counts as made by another run, or fails: %s', async (_, changes, current, expected) => {
    const { outcome, known } = await change(changes, current, bad);
    expect(outcome).toBe(expected);
    const withoutZone = (known ?? []).filter(({ type }) => type !== 'SOA');
    expect(withoutZone.toSorted((a, b) => a.type.localeCompare(b.type))).toEqual(
      current.toSorted((a, b) => a.type.localeCompare(b.type)),
    );
  });

  it('fails for any other reason, and the records are read again', async () => {
    const { outcome, known } = await change([{ before, after }], [after], new AwsError('AccessDenied', 'no', 403));
    expect(outcome).toBe('AccessDenied');
    expect(known).toEqual([after]);
  });
});
