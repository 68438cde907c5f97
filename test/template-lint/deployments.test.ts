import { describe, expect, it } from 'vitest';

import { PARAMS } from '../aws/lambda/package-stack.ts';
import { deploymentsOf } from './deployments.ts';

const EMAIL = '--param=notificationEmail=you@example.com';

const summary = (content: unknown): readonly string[] =>
  deploymentsOf(content).map(({ stage, region, args }) => [stage, region, ...args].join(' '));

describe('the deployments whose templates are linted', () => {
  const prod = [`prod us-east-1 ${PARAMS.join(' ')}`, `prod eu-central-1 --region=eu-central-1 ${PARAMS.join(' ')}`];

  it('are those of prod, of which the first is the one that the tests package', () => {
    expect(summary({ default: {} })).toEqual(prod);
    expect(summary({ default: null, prod: { criticalUsd: 40 } })).toEqual(prod);
    expect(deploymentsOf({ default: {} })[0]?.folder).toBe('.serverless');
  });

  it('are one of each other stage, in a folder of its own, with an address where it has none', () => {
    const stages = { default: {}, blog: null, shop: { notificationEmail: 'shop@example.com' } };
    expect(summary(stages)).toEqual([...prod, `blog us-east-1 --stage=blog ${EMAIL}`, 'shop us-east-1 --stage=shop']);
    const folders = deploymentsOf(stages).map(({ folder }) => folder);
    expect(new Set(folders).size).toBe(folders.length);
    expect(summary({ default: { notificationEmail: 'all@example.com' }, blog: {} }).at(-1)).toBe(
      'blog us-east-1 --stage=blog',
    );
  });
});
