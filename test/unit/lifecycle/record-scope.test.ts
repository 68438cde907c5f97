import { describe, expect, it } from 'vitest';

import type { NameRecord, RecordScope } from '../../../libs/lifecycle/model.ts';
import { validateName } from '../../../libs/lifecycle/steps/record-scope.ts';
import { type HostFixture, hostFixture, now, record } from '../../support/host-fixture.ts';

const NAME = 'blog.example.com';

/** Why a name must not be changed by a control plane that may change these. */
const problemOf = (
  name = NAME,
  scope: RecordScope = { zones: ['Z1', 'Z2'], names: ['*.example.com', 'Example.org'] },
  more: HostFixture = {},
) => {
  const host = hostFixture(more);
  return validateName({ host, hostTags: host.hostTags, scope, now, notices: [] }, name);
};

const soa = (name: string): NameRecord => ({ name, type: 'SOA', ttlSeconds: 900, values: [] });
const withRecords = (...records: readonly NameRecord[]) => problemOf(NAME, undefined, { records });

const text = (name: string): NameRecord => record({ name, type: 'TXT', values: ['"mine"'] });

describe('a name', () => {
  it.each([NAME, 'a.b.example.com', 'example.org'])('may be changed that is like one of the scope: %s', (name) => {
    expect(problemOf(name)).toBeUndefined();
  });

  it.each(['example.com', 'blogxexample.com', 'blog.example.com.evil.net', 'www.example.org', 'blog-example.com'])(
    'may not be changed that only looks like one: %s',
    (name) => {
      expect(problemOf(name)).toBe(
        `its tag hostkeeper:records says "${name}", a name that this control plane may not change: ` +
          'choose one like *.example.com, Example.org, or deploy it with the name',
      );
    },
  );

  it('may not be changed in a zone of somebody else, nor where there is none', () => {
    expect(problemOf(NAME, undefined, { tags: { 'hosted-zone': 'Z9' } })).toBe(
      'its tag hostkeeper:hosted-zone says "Z9", a zone that this control plane may not change: ' +
        'choose one of Z1, Z2, or deploy it with the zone',
    );
    expect(problemOf(NAME, { zones: [], names: ['*'] })).toContain('choose one of none, or deploy it');
    expect(problemOf(NAME, { zones: ['Z1'], names: [] })).toContain('choose one like none, or deploy it');
  });

  it('may not be changed outside its zone', () => {
    expect(withRecords(soa('example.com'))).toBeUndefined();
    expect(withRecords(soa(NAME))).toBeUndefined();
    for (const zone of ['example.org', 'log.example.com'])
      expect(withRecords(soa(zone))).toBe(
        `its tag hostkeeper:records says "${NAME}", a name outside its zone ${zone} (Z1): ` +
          'choose a name in it, or correct the tag hostkeeper:hosted-zone',
      );
  });

  it('may not be changed where a record stands that is never changed', () => {
    expect(withRecords(record({ special: 'an alias' }))).toBe(
      `${NAME} is an alias, which is never changed: delete it, or choose another name`,
    );
    expect(withRecords(text(`_hostkeeper.${NAME}`))).toContain(`_hostkeeper.${NAME} is TXT "mine", which is never`);
    expect(withRecords(text(NAME), text('_hostkeeper.other.example.com'))).toBeUndefined();
    expect(withRecords(record({ name: 'other.example.com', special: 'an alias' }))).toBeUndefined();
  });
});
