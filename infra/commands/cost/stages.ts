import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import * as z from 'zod/mini';

import { UsageError } from '../cli/errors.ts';
import { suggestion } from '../cli/nearest.ts';
import { STAGES_FILE } from '../deploy/project-copy.ts';

/** The stage of a deployment that names none. */
const DEFAULT_STAGE = 'prod';

/** Throws a UsageError for a stage that infra/stages.yml does not have: a typing error would be priced as an empty stage. */
export const requireStage = (stage: string): void => {
  const sections = z.parse(z.nullish(z.record(z.string(), z.unknown())), parse(readFileSync(STAGES_FILE, 'utf8')));
  const stages = [DEFAULT_STAGE, ...Object.keys(sections ?? {}).filter((name) => name !== 'default')];
  if (stages.includes(stage)) return;
  throw new UsageError(
    `There is no stage ${stage} in infra/stages.yml.${suggestion(stage, stages)} It has ${stages.join(', ')}.`,
  );
};
