import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod/mini';

import { splitWords } from '../../../libs/hosts/words.ts';
import { hostSchema } from '../../host/settings.ts';
import { regionOf } from '../../host/stage-host.ts';
import { moneyWarnings } from '../../prices/money.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { HOME_REGION } from '../cli/home-region.ts';
import {
  readStages,
  stageSection,
  stageText,
  type StageSetting,
  withStageSettings,
  writeStages,
} from '../cli/stages-file.ts';
import { inProjectCopy, STAGES_PATH } from '../deploy/project-copy.ts';
import { checkedParameters } from '../deploy/serverless.ts';
import { changesOf } from './changes.ts';
import { askForGroup, askForStage } from './group.ts';
import { askForHost } from './host.ts';
import type { InitInput } from './input.ts';
import { currentText, type InitOutput, type Interview } from './interview.ts';

/** The parameters of the stage as a deployment would have them with this text. Throws a UsageError that names each that is wrong. */
const checkStage = (text: string, stage: string): Readonly<Record<string, unknown>> =>
  inProjectCopy((copy) => {
    writeFileSync(join(copy.cwd, STAGES_PATH), text);
    return checkedParameters([`--stage=${stage}`], copy);
  });

/** The regions of the stage's hosts, where this one is not among them yet. */
const regionSetting = ({ region, current }: Interview): readonly StageSetting[] => {
  const regions = splitWords(currentText(current, 'hostRegions') ?? HOME_REGION);
  if (regions.includes(region)) return [];
  const kept = current['hostRegions'] === undefined ? [] : regions;
  return [{ path: ['hostRegions'], value: [...kept, region].join(',') }];
};

const zonesSchema = z.object({ zones: hostSchema.shape.zones });

/** Where the host is to be: as typed, as the zones say, or where the stage has it already. */
const regionFor = ({ region, zones }: InitInput, host: unknown): string => {
  const [first = ''] = zones ?? z.safeParse(zonesSchema, host).data?.zones ?? [];
  return region?.[0] ?? (regionOf(first) || HOME_REGION);
};

/** Asks the questions, checks the stage as a deployment does, and writes it. What the stage has besides stays. */
export const run = async (typed: InitInput, context: Context<InitOutput>): Promise<ExitCode> => {
  const { stage, dryRun } = typed;
  const before = readStages();
  const own = stageSection(before, stage);
  const current = { ...stageSection(before, 'default'), ...own };
  const interview = { typed, context, region: regionFor(typed, current['host']), current };
  const group = await askForGroup(interview);
  const { settings, next } = await (group === undefined ? askForHost(interview) : askForStage(interview, group));
  const all = [...settings, ...regionSetting(interview)]
    .toSorted((a, b) => a.path.length - b.path.length)
    .map(({ path, value }) => ({ path: [stage, ...path], value }));
  const after = withStageSettings(before, all);
  const section = stageSection(after, stage);
  const warnings = moneyWarnings(checkStage(after, stage));
  const changes = changesOf(own, section);
  const isThere = Object.keys(own).length > 0;
  if (isThere && changes.length > 0) {
    context.note(`The stage ${stage} is in infra/stages.yml already. What would change:`);
    for (const change of changes) context.note(`  ${change}`);
  }
  if (!dryRun && changes.length > 0) {
    if (isThere) await context.confirm('Change it?');
    writeStages(after);
  }
  context.show({
    dryRun,
    stage,
    section: stageText(after, stage),
    isChanged: changes.length > 0,
    next: [...next],
    warnings: [...warnings],
  });
  return EXIT_CODES.done;
};
