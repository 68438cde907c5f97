import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import type { Init } from '../../libs/runtime/handler.ts';
import { inProcessFunctions, type FunctionLoader } from '../aws/lambda/functions.ts';
import type { Invariant } from './invariants.ts';

/** One way to break the product: the text of a file, and what stands there instead. */
export interface Mutation {
  readonly breaks: Invariant;
  readonly description: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
  /** The seed to begin with: the first one that saw it. */
  readonly firstSeed?: number;
}

/** At least one for each law: the storm must kill them all, or it would not see the real thing either. */
export const MUTATIONS: readonly Mutation[] = [
  {
    breaks: 'no mounted volume is detached',
    description: 'a volume is detached though nobody has said that it is unmounted',
    file: 'libs/lifecycle/steps/terminate.ts',
    text: "unmountRequest?.status !== 'Success' || ",
    replacement: '',
    firstSeed: 5,
  },
  {
    breaks: 'no record for who does not hold the volume',
    description: 'records are pointed before the volume is attached',
    file: 'libs/lifecycle/plan.ts',
    text: "'Pending:Wait': [deferToPrimary, awaitRunning, attachVolume, associateAddress, pointRecords, completeLaunch]",
    replacement:
      "'Pending:Wait': [deferToPrimary, awaitRunning, pointRecords, attachVolume, associateAddress, completeLaunch]",
  },
  {
    breaks: 'no record for long at an address that is not ours',
    description: 'the records of a suspended host stay',
    file: 'libs/lifecycle/plan.ts',
    text: '() => removeRecords(context),',
    replacement: '',
    firstSeed: 4,
  },
  {
    breaks: 'nothing that is not ours is touched',
    description: 'every name of a zone is taken for the host’s own',
    file: 'libs/lifecycle/observe/loaders.ts',
    text: '.filter(({ name }) => name === key.name)',
    replacement: '',
  },
  {
    breaks: 'no hook waits past its limit',
    description: 'ECS’s own hook is left to itself',
    file: 'libs/lifecycle/steps/terminate.ts',
    text: '(isInCluster ? completeHook(context, ECS_HOOK, why) : undefined)',
    replacement: 'undefined',
    firstSeed: 3,
  },
  {
    breaks: 'a suspended host stays down',
    description: 'a suspended host that somebody raised is left as it is',
    file: 'libs/capacity/plan.ts',
    text: 'isFresh ? wait(',
    replacement: 'true ? wait(',
    firstSeed: 4,
  },
  {
    breaks: 'all converges',
    description: 'a volume that came back is not attached again',
    file: 'libs/lifecycle/plan.ts',
    text: 'InService: [deferToPrimary, awaitRunning, attachVolume,',
    replacement: 'InService: [deferToPrimary, awaitRunning,',
    firstSeed: 12,
  },
  {
    breaks: 'what matters is told',
    description: 'a refusal is kept from the owner',
    file: 'libs/notifications/history.ts',
    text: "const silent = status === 'gone'",
    replacement: "const silent = status === 'refused' || status === 'gone'",
    firstSeed: 3,
  },
];

/** Functions with a mutation in them. Throws when the product does not hold the text any more. */
export const withMutation = ({ file, text, replacement }: Mutation): FunctionLoader => {
  const root = mkdtempSync(join(tmpdir(), 'hostkeeper-mutation-'));
  const target = resolve(file);
  const source = readFileSync(target, 'utf8');
  if (!source.includes(text))
    throw new Error(`${file} does not hold "${text}" any more: mend test/simulation/mutations.ts`);
  const bundled = build({
    entryPoints: globSync('functions/*.ts'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: root,
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: 'mutation',
        setup: (plugged) => {
          plugged.onLoad({ filter: /\.ts$/ }, ({ path }) =>
            path === target ? { contents: source.replace(text, () => replacement), loader: 'ts' } : undefined,
          );
        },
      },
    ],
  });
  return inProcessFunctions(async (capability) => {
    await bundled;
    const { init }: { init: Init } = await import(pathToFileURL(join(root, `${capability}.mjs`)).href);
    return init;
  });
};
