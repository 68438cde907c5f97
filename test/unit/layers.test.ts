import { describe, expect, it } from 'vitest';

import { cycle, productImports, layerViolations } from '../support/imports.ts';

describe('the imports of the product', () => {
  it('run one way', async () => {
    const imports = await productImports();
    expect(imports.length).toBeGreaterThan(30);
    expect(layerViolations(imports)).toEqual([]);
  });

  it('never come back to where they began', async () => {
    expect(cycle(await productImports())).toBeUndefined();
  });

  it.each([
    ['libs/capacity/plan.ts', 'libs/aws/auto-scaling.ts'],
    ['libs/capacity/plan.ts', '@aws-sdk/client-auto-scaling'],
    ['libs/capacity/plan.ts', 'node:fs'],
    ['libs/capacity/suspend.ts', 'libs/capacity/index.ts'],
    ['libs/capacity/notification.ts', 'libs/aws/sns.ts'],
    ['libs/budget/decision.ts', 'libs/runtime/handler.ts'],
    ['libs/capacity/controller.ts', 'libs/budget/evaluate.ts'],
    ['libs/capacity/controller.ts', '@aws-sdk/client-auto-scaling'],
    ['libs/aws/sns.ts', 'libs/capacity/model.ts'],
    ['libs/hosts/directory.ts', 'libs/capacity/model.ts'],
    ['libs/hosts/directory.ts', '@middy/core'],
    ['events/manual.ts', 'libs/runtime/validate.ts'],
    ['functions/reconcile.ts', 'test/aws/world.ts'],
    ['functions/reconcile.ts', '@aws-sdk/client-sns'],
    ['elsewhere/reconcile.ts', 'libs/controller/plan.ts'],
  ])('are told when they go the wrong way: %s must not import %s', (from, to) => {
    expect(layerViolations([{ from, to }])).toHaveLength(1);
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
