import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as z from 'zod/mini';

import { replacedResources } from './replaced.ts';
import { REMEMBERED_TYPES, upgradeProblems, type UpgradeProblem } from './rules.ts';
import { resourcesOf, type Resources, templateSchema } from './template.ts';

/** The stage whose template a release remembers: one with a host. */
export const RELEASED_STAGE = 'example';

const FILE = fileURLToPath(new URL('../released.json', import.meta.url));

/** What a release remembers of its template: every resource that holds data, and what says where a host is. */
const releaseSchema = z.object({ version: z.string(), ...templateSchema.shape });

/** A release. */
export type Release = z.output<typeof releaseSchema>;

/** What the last release remembers. Throws where infra/released.json is missing or malformed. */
export const readRelease = (): Release => z.parse(releaseSchema, JSON.parse(readFileSync(FILE, 'utf8')));

/** The resources of a template that a release remembers. */
const remembered = (resources: Resources): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => REMEMBERED_TYPES.includes(Type)));

/** Writes infra/released.json: a version, and what is to be remembered of its template. */
export const writeRelease = (version: string, template: unknown): void =>
  writeFileSync(FILE, `${JSON.stringify({ version, Resources: remembered(resourcesOf(template)) }, null, 2)}\n`);

/** Why a stack of a release may not be updated to a template. */
export const releaseProblems = (release: Release, template: unknown): readonly UpgradeProblem[] => {
  const before = release.Resources;
  const after = remembered(resourcesOf(template));
  return upgradeProblems({ before, after, replaced: replacedResources(before, after) });
};
