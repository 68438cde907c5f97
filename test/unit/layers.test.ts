import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';

/** Imports planted in files of each layer: those that oxlint must refuse, and those that it must allow. */
const LAYERS: Readonly<Record<string, { readonly refused: readonly string[]; readonly allowed: readonly string[] }>> = {
  'functions/reconcile.ts': {
    refused: ['@aws-sdk/client-sns', '../libs/aws/sns.ts', '../test/aws/world.ts', 'node:fs', '@middy/core'],
    allowed: ['../events/reconcile/schema.ts', '../libs/capacity/index.ts', '../libs/runtime/services.ts'],
  },
  'events/reconcile/schema.ts': {
    refused: ['../../libs/runtime/validate.ts', '@aws-sdk/client-sns'],
    allowed: ['zod/mini', '../manual.ts', './sample.json'],
  },
  'libs/controller/reconcile.ts': {
    refused: ['../hosts/directory.ts', '../aws/sizes.ts', '@aws-sdk/client-ec2', 'node:fs'],
    allowed: ['./plan.ts'],
  },
  'libs/aws/sns.ts': {
    refused: ['../runtime/platform.ts', '../hosts/state.ts', '../capacity/model.ts', '@middy/core'],
    allowed: ['@aws-sdk/client-sns', '@smithy/types', './errors.ts'],
  },
  'libs/hosts/directory.ts': {
    refused: ['../capacity/model.ts', '../aws/ec2.ts', '../notifications/sns.ts', '@aws-sdk/client-ec2'],
    allowed: ['../controller/result.ts', '../aws/sizes.ts', './state.ts'],
  },
  'libs/notifications/notify.ts': {
    refused: ['../budget/decision.ts', '../aws/sns.ts', '../runtime/platform.ts'],
    allowed: ['../hosts/directory.ts', '../controller/time.ts'],
  },
  'libs/budget/evaluate.ts': {
    refused: ['../runtime/validate.ts', '../capacity/model.ts', '../notifications/notify.ts'],
    allowed: ['../hosts/state.ts', './decision.ts'],
  },
  'libs/capacity/index.ts': {
    refused: ['../lifecycle/index.ts', '../budget/decision.ts', '../runtime/services.ts', '../aws/auto-scaling.ts'],
    allowed: ['../notifications/finish-run.ts', '../aws/sizes.ts', './controller.ts'],
  },
  'libs/capacity/plan.ts': {
    refused: ['./index.ts', './controller.ts', '../aws/auto-scaling.ts', '@aws-sdk/client-auto-scaling', 'node:fs'],
    allowed: ['./suspend.ts', '../aws/sizes.ts', '../controller/plan.ts'],
  },
  'libs/lifecycle/steps/volume.ts': {
    refused: ['../index.ts', '../controller.ts', '../observe/cache.ts', '../../aws/ec2.ts', '../../capacity/model.ts'],
    allowed: ['./context.ts', '../model.ts', '../../controller/plan.ts'],
  },
  'libs/snapshots/index.ts': {
    refused: ['../capacity/index.ts', '../runtime/services.ts'],
    allowed: ['../controller/controller.ts'],
  },
  'libs/runtime/services.ts': {
    refused: ['../capacity/index.ts', '@middy/core', '../../functions/reconcile.ts'],
    allowed: ['../aws/clients.ts', '../hosts/directory.ts'],
  },
  'libs/runtime/handler.ts': { refused: ['../aws/clients.ts'], allowed: ['@middy/core', './platform.ts'] },
  'infra/commands/check.ts': { refused: ['../../test/aws/world.ts'], allowed: ['../../libs/hosts/directory.ts'] },
};

/** Types that a layer may not import either, and one that it may. */
const TYPES = {
  'libs/aws/types.ts': "import type { Platform } from '../runtime/platform.ts';\nexport type A = Platform;\n",
  'libs/capacity/model.ts': "import type { Group } from '@aws-sdk/client-auto-scaling';\nexport type B = Group;\n",
  'libs/capacity/types.ts':
    "import type { AutoScaling } from '../aws/auto-scaling.ts';\nexport type C = AutoScaling;\n",
};

/** Two files that import each other's types. */
const CYCLE = {
  'libs/hosts/a.ts': "import type { B } from './b.ts';\nexport type A = B | string;\n",
  'libs/hosts/b.ts': "import type { A } from './a.ts';\nexport type B = A | number;\n",
};

const diagnostics = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

/** Lints files in a folder of their own by the repository's configuration: `file:line` of each import that a rule refuses. */
const lint = (files: Readonly<Record<string, string>>): { readonly layers: string[]; readonly cycles: string[] } => {
  const root = mkdtempSync(join(tmpdir(), 'hostkeeper-layers-'));
  copyFileSync('.oxlintrc.json', join(root, '.oxlintrc.json'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const { stdout } = spawnSync(resolve('node_modules/.bin/oxlint'), ['--format', 'json'], {
    cwd: root,
    encoding: 'utf8',
  });
  rmSync(root, { recursive: true });
  const found = diagnostics.parse(JSON.parse(stdout)).diagnostics;
  const of = (rule: string) =>
    found.flatMap(({ code, filename, labels }) => (code.includes(rule) ? [`${filename}:${labels[0]?.span.line}`] : []));
  return { layers: of('no-restricted-imports'), cycles: of('no-cycle') };
};

describe('oxlint', () => {
  const planted = Object.entries(LAYERS).map(([file, { refused, allowed }]) => [
    file,
    [...refused, ...allowed].map((path, index) => `import { name${index} } from '${path}';\n`).join(''),
  ]);
  const { layers, cycles } = lint({ ...Object.fromEntries(planted), ...TYPES, ...CYCLE });

  it.each(Object.entries(LAYERS))(
    'refuses the imports that no file of the layer may have, and no other: %s',
    (file, { refused }) => {
      const lines = layers.filter((place) => place.startsWith(`${file}:`)).toSorted();
      expect(lines).toEqual(refused.map((_, index) => `${file}:${index + 1}`));
    },
  );

  it('sees imports of types, and allows a domain those of an adapter', () => {
    const places = layers.filter((place) => Object.keys(TYPES).some((file) => place.startsWith(file)));
    expect(places.toSorted()).toEqual(['libs/aws/types.ts:1', 'libs/capacity/model.ts:1']);
  });

  it('refuses a cycle of types', () => {
    expect(cycles).toEqual(expect.arrayContaining(['libs/hosts/a.ts:1', 'libs/hosts/b.ts:1']));
  });
});
