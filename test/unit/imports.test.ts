import { describe, expect, it } from 'vitest';

import { cycle, productImports, wrongWays } from '../support/imports.ts';

describe('the imports of the product', () => {
  it('run one way', async () => {
    const imports = await productImports();
    expect(imports.length).toBeGreaterThan(30);
    expect(wrongWays(imports)).toEqual([]);
  });

  it('never come back to where they began', async () => {
    expect(cycle(await productImports())).toBeUndefined();
  });

  it.each([
    ['libs/capacity/plan.ts', 'libs/aws/auto-scaling.ts'],
    ['libs/capacity/plan.ts', '@aws-sdk/client-auto-scaling'],
    ['libs/capacity/plan.ts', 'node:fs'],
    ['libs/capacity/suspend.ts', 'libs/capacity/operations.ts'],
    ['libs/capacity/letter.ts', 'libs/aws/sns.ts'],
    ['libs/costs/model.ts', 'libs/lambda.ts'],
    ['libs/capacity/controller.ts', 'libs/costs/plan.ts'],
    ['libs/capacity/controller.ts', '@aws-sdk/client-auto-scaling'],
    ['libs/aws/sns.ts', 'libs/capacity/model.ts'],
    ['libs/fleet.ts', 'libs/capacity/model.ts'],
    ['libs/fleet.ts', '@middy/core'],
    ['events/by-hand.ts', 'libs/parse.ts'],
    ['functions/reconcile.ts', 'test/world/world.ts'],
    ['functions/reconcile.ts', '@aws-sdk/client-sns'],
    ['elsewhere/reconcile.ts', 'libs/plan.ts'],
  ])('are told when they go the wrong way: %s must not import %s', (from, to) => {
    expect(wrongWays([{ from, to }])).toHaveLength(1);
  });

  it('are told when they turn in a circle', () => {
    const circle = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'b' },
    ];
    expect(cycle(circle)).toEqual(['a', 'b', 'c', 'b']);
  });
});
