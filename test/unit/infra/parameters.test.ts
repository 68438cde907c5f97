import { describe, expect, it } from 'vitest';

import { readParameters } from '../../../infra/plugins/parameters.ts';

/** As infra/stages.yml has them, with the one that an owner must give. */
const given = {
  notificationEmail: 'you@example.com',
  criticalUsd: 25,
  implausibleFactor: 10_000,
  monthlyBudgetUsd: 12,
  hostRegions: 'us-east-1',
  hostedZones: '',
  recordNames: '',
  serviceAlarms: { AmazonEC2: 9, AmazonECR: 0.15 },
};

describe('the parameters of a deployment', () => {
  it('are taken as they are given', () => {
    expect(readParameters(given)).toEqual(given);
  });

  it('may be numbers in words, as the command line hands them over', () => {
    expect(readParameters({ ...given, criticalUsd: '30.5' })).toMatchObject({ criticalUsd: 30.5 });
  });

  it('may name several regions', () => {
    const hostRegions = 'eu-central-1,us-gov-west-1,ap-southeast-2';
    expect(readParameters({ ...given, hostRegions })).toMatchObject({ hostRegions });
  });

  it('may name several zones, with the names that follow hosts in them', () => {
    const records = { hostedZones: 'Z0123456789ABC,Z1', recordNames: '*.example.com, example.org' };
    expect(readParameters({ ...given, ...records })).toMatchObject(records);
  });

  it.each([
    ['recordNames', { hostedZones: 'Z0123456789ABC' }, '--param=recordNames=*.example.com,example.com'],
    ['hostedZones', { recordNames: '*.example.com' }, '--param=hostedZones=Z0123456789ABC'],
  ])('lack %s where the other is given, for one without the other would change nothing', (name, records, example) => {
    expect(() => readParameters({ ...given, ...records })).toThrow(
      `The parameter ${name} is missing. Give it like this: ${example}`,
    );
  });

  it.each([undefined, ''])('lack an address (%o), and are told how to give it', (notificationEmail) => {
    expect(() => readParameters({ ...given, notificationEmail })).toThrow(
      'The parameter notificationEmail is missing. Give it like this: --param=notificationEmail=you@example.com',
    );
  });

  it.each([
    ['notificationEmail', 'you', '--param=notificationEmail=you@example.com'],
    ['notificationEmail', 'you@example.com,me@example.com', '--param=notificationEmail=you@example.com'],
    ['criticalUsd', 'abc', '--param=criticalUsd=25'],
    ['criticalUsd', '25 USD', '--param=criticalUsd=25'],
    ['criticalUsd', 0, '--param=criticalUsd=25'],
    ['criticalUsd', '-1', '--param=criticalUsd=25'],
    ['criticalUsd', 'Infinity', '--param=criticalUsd=25'],
    ['implausibleFactor', 1, '--param=implausibleFactor=10000'],
    ['monthlyBudgetUsd', 'twelve', '--param=monthlyBudgetUsd=12'],
    ['hostRegions', 'eu-central', '--param=hostRegions=eu-central-1,us-east-1'],
    ['hostRegions', 'eu-central-1;us-east-1', '--param=hostRegions=eu-central-1,us-east-1'],
    ['hostRegions', 'eu-central-1,', '--param=hostRegions=eu-central-1,us-east-1'],
    ['hostedZones', 'example.com', '--param=hostedZones=Z0123456789ABC'],
    ['hostedZones', 'Z1;Z2', '--param=hostedZones=Z0123456789ABC'],
    ['recordNames', 'WWW.example.com', '--param=recordNames=*.example.com,example.com'],
    ['serviceAlarms', { AmazonEC2: 'nine' }, 'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml'],
    ['serviceAlarms', { 'Amazon EC2': 9 }, 'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml'],
  ])('are refused when %s is %o, by the name and an example', (name, value, example) => {
    expect(() => readParameters({ ...given, [name]: value })).toThrow(
      `The parameter ${name} is malformed. Give it like this: ${example}`,
    );
  });

  it('that are wrong are told all at once', () => {
    expect(() => readParameters({ ...given, notificationEmail: '', criticalUsd: 'abc' })).toThrow(
      /notificationEmail is missing.*\n.*criticalUsd is malformed/,
    );
  });

  it('are never echoed: an address may be somebody’s own', () => {
    expect(() => readParameters({ ...given, notificationEmail: 'jane.doe at home' })).toThrow(/^(?!.*jane)/);
  });
});
