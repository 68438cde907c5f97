import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import type { Init } from '../../libs/runtime/handler.ts';
import { inProcessFunctions, type FunctionLoader } from '../aws/lambda/functions.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';
import type { InvariantName } from './checker.ts';
import type { Product } from './setup.ts';

/** A text, and what stands in its place. */
interface Edit {
  readonly text: string;
  readonly replacement: string;
}

/** A defect of the product: a text of a file, and its replacement. */
export interface Mutation extends Edit {
  readonly violates: InvariantName;
  readonly description: string;
  /** Of the functions; a script for hosts stands in the packaged template. */
  readonly file: string;
  /** What the defect needs besides: each such text of the packaged template. */
  readonly template?: Edit;
  /** The first seed that detects it, to save time. */
  readonly firstSeed?: number;
}

/** Defects of drills, for the laws in drill-invariants.ts. */
const DRILL_MUTATIONS: readonly Mutation[] = [
  {
    violates: 'no drill begins while the bill has stopped a host',
    description: 'a drill begins minutes after its run has read the bill',
    file: 'libs/drills/controller.ts',
    text: 'if (stopped.length > 0) throw',
    replacement: 'if (stopped.length < 0) throw',
    firstSeed: 911_285,
  },
  {
    violates: 'a stop ends drills',
    description: 'a drill goes on when hosts are stopped',
    file: 'libs/drills/steps/open.ts',
    text: 'if (isStopped(context, drill))',
    replacement: 'if (isStopped(context, drill) && false)',
    firstSeed: 241,
  },
  {
    violates: 'nothing of a drill is left',
    description: 'the copy of a drill stays when its instance ends',
    file: 'libs/aws/one-shot-instances.ts',
    text: 'DeleteOnTermination: true',
    replacement: 'DeleteOnTermination: false',
    firstSeed: 3,
  },
  {
    violates: 'a drill takes nothing of a host',
    description: 'the copy of a drill claims to be the data of its host, and its role may launch that',
    file: 'libs/drills/observe.ts',
    text: '[TAGS.role.name]: DRILL_ROLE,',
    replacement: "[TAGS.role.name]: 'data',",
    template: {
      text: '"aws:RequestTag/hostkeeper:role": "drill"',
      replacement: '"aws:RequestTag/hostkeeper:role": "data"',
    },
    firstSeed: 3,
  },
  {
    violates: 'a host has one drill at a time',
    description: 'each run has client tokens of its own',
    file: 'libs/drills/controller.ts',
    text: "spot ? 'spot' : 'on-demand'].join('/');",
    replacement: "spot ? 'spot' : 'on-demand', Math.random()].join('/');",
    firstSeed: 114,
  },
  {
    violates: 'every drill has a result and one report',
    description: 'no pass finishes what a run has left',
    file: 'libs/drills/index.ts',
    text: 'if (!isDue ||',
    replacement: 'if (isDue || !isDue ||',
    firstSeed: 61,
  },
];

/** At least one for each invariant. The simulations must detect all of them, or they would not detect a real defect. */
export const MUTATIONS: readonly Mutation[] = [
  {
    violates: 'a mounted volume is never detached',
    description: 'a volume is detached before the instance has reported that it is unmounted',
    file: 'libs/lifecycle/steps/terminate.ts',
    text: "unmountRequest?.status !== 'Success' || ",
    replacement: '',
    firstSeed: 15,
  },
  {
    violates: 'a record never points to an instance without the volume',
    description: 'records change before the volume is attached',
    file: 'libs/lifecycle/plan.ts',
    text: "      'InstanceRunning',\n      'VolumeAttached',\n      'AddressAssociated',\n    ],",
    replacement: "      'InstanceRunning',\n    ],",
    firstSeed: 5,
  },
  {
    violates: 'a record does not stay at a foreign address',
    description: 'the records of a suspended host are kept',
    file: 'libs/lifecycle/plan.ts',
    text: '...removeRecords(context),',
    replacement: '',
    firstSeed: 3,
  },
  {
    violates: 'foreign resources are not changed',
    description: 'an AAAA record is created at the name of another host',
    file: 'libs/lifecycle/steps/point-name.ts',
    text: 'return [{ name, type,',
    replacement: "return [{ name: type === 'A' ? name : name.replace(/^[^.]+/, 'theirs'), type,",
    firstSeed: 4,
  },
  {
    violates: 'a record that a person set is left, and told',
    description: 'a record is the host’s whatever its value is',
    file: 'libs/lifecycle/steps/name-state.ts',
    text: 'own.has(normalAddress(value)) &&',
    replacement: '',
    firstSeed: 7,
  },
  {
    violates: 'no instance waits at a hook past its limit',
    description: 'the hook of ECS is never completed',
    file: 'libs/lifecycle/steps/terminate.ts',
    text: '(isInCluster ? completeHook(context, ECS_HOOK, why) : undefined)',
    replacement: 'undefined',
    firstSeed: 3,
  },
  {
    violates: 'a suspended host stays stopped',
    description: 'a suspended host that somebody scaled up is ignored',
    file: 'libs/capacity/plan.ts',
    text: 'minutesSince(state.since, now) < RUN_GRACE_MINUTES',
    replacement: 'true',
  },
  {
    violates: 'a host above a threshold is stopped',
    description: 'a pass does not read the bill',
    file: 'libs/capacity/bill.ts',
    text: 'const threshold = dueThreshold(bill, host);',
    replacement: 'const threshold = undefined;',
    firstSeed: 51,
  },
  {
    violates: 'everything converges',
    description: 'a volume is not attached again to an instance in service',
    file: 'libs/lifecycle/plan.ts',
    text: 'InService: EQUIPMENT,',
    replacement: "InService: EQUIPMENT.filter(({ kind }) => kind !== 'VolumeAttached'),",
    firstSeed: 11,
  },
  {
    violates: 'what matters is notified',
    description: 'a refusal is not notified',
    file: 'libs/lifecycle/news-problems.ts',
    text: "if (problem.status === 'converged' ||",
    replacement: "if (problem.status === 'refused' || problem.status === 'converged' ||",
    firstSeed: 3,
  },
  {
    violates: 'a host without an instance is notified',
    description: 'a host that lacks an instance is awaited for ever',
    file: 'libs/lifecycle/steps/presence.ts',
    text: 'minutesSince(absence.since, now) < ABSENT_MINUTES',
    replacement: 'minutesSince(absence.since, now) < Infinity',
    firstSeed: 2,
  },
  {
    violates: 'no good snapshot is lost',
    description: 'fewer snapshots than the least number are kept',
    file: 'libs/snapshots/retention.ts',
    text: 'index > 0 && index < minimum',
    replacement: 'index > 0 && index < 1',
    firstSeed: 10,
  },
  {
    violates: 'no good snapshot is lost',
    description: 'a snapshot that failed counts as one to restore from',
    file: 'libs/hosts/restorable.ts',
    text: "snapshot.state === 'completed' &&",
    replacement: '',
    firstSeed: 10,
  },
  {
    violates: 'every night has its snapshot',
    description: 'a run does nothing for a host that an earlier one has begun with',
    file: 'libs/snapshots/steps/context.ts',
    text: "slot === wanted.slot && state !== 'error'",
    replacement: 'slot === wanted.slot',
    firstSeed: 16,
  },
  {
    violates: 'two volumes never both claim to be a host’s data',
    description: 'a restore does not retire the old volume',
    file: 'libs/restore/steps/swap.ts',
    text: 'return first && act<RestoreActions>(first, ...rest);',
    replacement: 'return undefined;',
    firstSeed: 10,
  },
  {
    violates: 'no volume is ever deleted',
    description: 'a restore deletes the volume that it retires, and its role may do that',
    file: 'libs/aws/volumes.ts',
    text: 'await client.send(new CreateTagsCommand({ Resources: [volumeId], Tags: toTagList(tags) }));',
    replacement:
      "if (Object.values(tags).includes('retired')) await client.send(new (await import('@aws-sdk/client-ec2')).DeleteVolumeCommand({ VolumeId: volumeId })); else await client.send(new CreateTagsCommand({ Resources: [volumeId], Tags: toTagList(tags) }));",
    template: { text: '"ec2:DescribeVolumes"', replacement: '"ec2:DescribeVolumes", "ec2:DeleteVolume"' },
    firstSeed: 10,
  },
  {
    violates: 'a frozen file system thaws within 12 seconds',
    description: 'the watchdog of the script that freezes waits for half a minute',
    file: 'infra/documents/snapshot.sh',
    text: 'sleep 10 9<&-',
    replacement: 'sleep 30 9<&-',
    firstSeed: 69,
  },
  ...DRILL_MUTATIONS,
];

/** Functions with an edit of one source file, bundled into the folder `root`, from which the packages of the project can be imported. */
const withEdit = (target: string, { text, replacement }: Edit, root: string): FunctionLoader => {
  const source = readFileSync(target, 'utf8');
  const bundled = build({
    entryPoints: globSync('functions/*.ts'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: root,
    outExtension: { '.js': '.mjs' },
    // This process has them loaded already.
    packages: 'external',
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
    const { init }: { init: Init } = await import(pathToFileURL(resolve(root, `${capability}.mjs`)).href);
    return init;
  });
};

/** The packaged template with an edit of its text. */
const editTemplate = (template: Template, { text, replacement }: Edit): Template => {
  const edited: Template = JSON.parse(JSON.stringify(template, undefined, 1).replaceAll(text, () => replacement));
  return edited;
};

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The product with a mutation; functions are bundled into the folder `root`. Throws when it no longer contains the text. */
export const withMutation = ({ file, text, replacement, template }: Mutation, root: string): Product => {
  if (!readFileSync(file, 'utf8').includes(text))
    throw new Error(`${file} no longer contains "${text}": update test/simulation/mutations.ts`);
  const isScript = file.endsWith('.sh');
  const edit = isScript ? { text: inJson(text), replacement: inJson(replacement) } : template;
  return {
    ...(!isScript && { load: withEdit(resolve(file), { text, replacement }, root) }),
    ...(edit && { template: editTemplate(packagedTemplate(), edit) }),
  };
};
