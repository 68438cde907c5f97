import { readFileSync } from 'node:fs';

import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';

import { documents } from '../../support/documents.ts';

const names = z.optional(z.record(z.string(), z.string()));
const { scripts, ...dependencies } = z.parse(
  z.object({ scripts: names, dependencies: names, devDependencies: names, optionalDependencies: names }),
  JSON.parse(readFileSync('package.json', 'utf8')),
);

describe('a command in a document', () => {
  it('is a script of package.json', () => {
    const named = documents().flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script = '']) => script),
    );
    expect(named.length).toBeGreaterThan(20);
    expect([...new Set(named)].filter((script) => !(script in (scripts ?? {})))).toEqual([]);
  });
});

describe('a dependency', () => {
  it('has its reason in the decision on dependencies', () => {
    const page = readFileSync('docs/decisions/0006-dependencies.md', 'utf8');
    const all = Object.values(dependencies).flatMap((group) => Object.keys(group ?? {}));
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
