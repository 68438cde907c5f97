import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { documents, pathsOf } from '../../support/documents.ts';

/** The rows of the table "Where is …", without its heading. */
const rows = (): readonly string[] => {
  const [, section = ''] = /^## Where is …\n([\s\S]*?)^## /m.exec(readFileSync('docs/architecture.md', 'utf8')) ?? [];
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
};

const missing = (paths: readonly string[]): readonly string[] => paths.filter((path) => !existsSync(path));

describe('the table "Where is …"', () => {
  it('answers every question with a file or a folder that exists', () => {
    expect(rows().length).toBeGreaterThan(30);
    expect(rows().filter((row) => pathsOf(row).length === 0)).toEqual([]);
    expect(missing(rows().flatMap(pathsOf))).toEqual([]);
  });
});

describe('a path that a document names', () => {
  it('exists', () => {
    const named = documents().flatMap(({ path, text }) => missing(pathsOf(text)).map((one) => `${path}: ${one}`));
    expect(named).toEqual([]);
  });
});
