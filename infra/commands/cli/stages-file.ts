import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { type Document, isMap, parseDocument } from 'yaml';
import * as z from 'zod/mini';

import { STAGES_FILE } from '../deploy/project-copy.ts';
import { CliError } from './errors.ts';

/** A setting in infra/stages.yml: the keys that lead to it, from the stage on, and its value. */
export interface StageSetting {
  readonly path: readonly string[];
  readonly value: string | number | readonly string[];
}

const parse = (text: string): Document => {
  const document: Document = parseDocument(text);
  const [error] = document.errors;
  if (error)
    throw new CliError(`infra/stages.yml is not valid YAML: ${error.message.split('\n')[0]} Correct it first.`);
  if (document.contents === null) document.contents = document.createNode({});
  if (!isMap(document.contents)) throw new CliError('infra/stages.yml is not a map of stages. Correct it first.');
  return document;
};

/** The text of infra/stages.yml; none where there is no such file. */
export const readStages = (): string => (existsSync(STAGES_FILE) ? readFileSync(STAGES_FILE, 'utf8') : '');

/** Writes infra/stages.yml. */
export const writeStages = (text: string): void => writeFileSync(STAGES_FILE, text);

const section = z.nullish(z.record(z.string(), z.unknown()));

/** The settings of a stage as the file has them; none for one that it has not. Throws a CliError for what is no map. */
export const stageSection = (text: string, stage: string): Readonly<Record<string, unknown>> => {
  const { data, error } = z.safeParse(section, parse(text).toJS()[stage]);
  if (error) throw new CliError(`The stage ${stage} in infra/stages.yml is not a map of settings. Correct it first.`);
  return data ?? {};
};

/** The lines of the file that belong to a stage. */
export const stageText = (text: string, stage: string): string => {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`${stage}:`));
  const length = lines.slice(first + 1).findIndex((line) => /^\S/.test(line));
  return lines
    .slice(first, length === -1 ? undefined : first + 1 + length)
    .join('\n')
    .trimEnd();
};

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Whether a part of the document has this value. */
const isSame = (part: unknown, value: StageSetting['value']): boolean => JSON.stringify(part) === JSON.stringify(value);

/** Has a map where a setting is to be, if there is nothing yet; a new stage after an empty line. */
const makeMap = (document: Document, path: readonly string[]): void => {
  const [stage] = path;
  if (!document.hasIn(path) && path.length === 1 && isMap(document.contents)) {
    const key = document.createNode(stage);
    key.spaceBefore = true;
    document.contents.set(key, document.createNode({}));
  } else if (isNothing(document.getIn(path))) {
    document.setIn(path, document.createNode({}));
  } else if (!isMap(document.getIn(path))) {
    throw new CliError(`${path.join('.')} in infra/stages.yml is not a map of settings. Correct it first.`);
  }
};

/** The text of infra/stages.yml with these settings besides; comments and order stay. Throws a CliError for what is no YAML. */
export const withStageSettings = (text: string, settings: readonly StageSetting[]): string => {
  const document = parse(text);
  for (const { path, value } of settings) {
    for (const [index] of path.slice(0, -1).entries()) makeMap(document, path.slice(0, index + 1));
    // What is set anew loses the comment beside it, unless it is one value.
    if (isSame(document.getIn(path), value)) continue;
    document.setIn(path, typeof value === 'object' ? document.createNode(value, { flow: true }) : value);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};
