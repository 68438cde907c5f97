import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import { describeMutant, drawMutants } from './draw.ts';
import { instrument, mutantsOf, mutate, siteName } from './mutants.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-mutants-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (source: string): string => {
  const file = join(folder, 'source.ts');
  writeFileSync(file, source);
  return file;
};

const changesOf = (source: string): readonly string[] => mutantsOf(write(source)).map(mutate);

const drawn = (seed: number): readonly string[] => drawMutants('libs/hosts/money.ts', 5, seed).map(mutate);

describe('the changes of a source file', () => {
  it('swap operators, keep one operand, and move numbers by one', () => {
    expect(changesOf('f(a >= 3 && b);').toSorted()).toEqual(
      [
        ';',
        'f(a > 3 && b);',
        'f(a < 3 && b);',
        'f(a >= 2 && b);',
        'f(a >= 4 && b);',
        'f(a >= 3 || b);',
        'f(a >= 3);',
        'f(b);',
      ].toSorted(),
    );
  });

  it('decide conditions, return nothing, and drop elements, negations and calls', () => {
    const changes = changesOf("const f = (a?: boolean) => (!a ? ['x', g(a)] : h.filter(a));");
    for (const change of [
      'const f = (a?: boolean) => (undefined);',
      "const f = (a?: boolean) => (true ? ['x', g(a)] : h.filter(a));",
      "const f = (a?: boolean) => (false ? ['x', g(a)] : h.filter(a));",
      "const f = (a?: boolean) => (a ? ['x', g(a)] : h.filter(a));",
      'const f = (a?: boolean) => (!a ? [] : h.filter(a));',
      'const f = (a?: boolean) => (!a ? [g(a)] : h.filter(a));',
      "const f = (a?: boolean) => (!a ? ['x'] : h.filter(a));",
      "const f = (a?: boolean) => (!a ? ['', g(a)] : h.filter(a));",
      "const f = (a?: boolean) => (!a ? ['x', g(a)] : h);",
    ])
      expect(changes).toContain(change);
  });

  it('leave imports and types alone', () => {
    expect(changesOf("import a from './a.ts';\ntype B = 'b' | 1;\nexport const c: B = a as 'b';\n")).toEqual([]);
  });

  it('are shown by the lines that differ', () => {
    const mutant = mutantsOf(write('const a = 1;\nconst b = true;\n')).find(({ text }) => text === 'false');
    expect(mutant && describeMutant(mutant)).toMatch(/source\.ts:2\n {2}- const b = true;\n {2}\+ const b = false;$/);
  });

  it('are drawn by a seed', () => {
    expect(drawn(1)).toHaveLength(5);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

describe('an instrumented file', () => {
  it('behaves as before, and notes what ran', async () => {
    const file = write(`export default () => {
      const f = (list) => {
        if (list?.[0] === undefined) return { found: false };
        return list.filter((one) => one > 1).map((one) => ({ one }));
      };
      return [f(), f([]), f([1, 2])];
    };`);
    const instrumented = join(folder, 'instrumented.mjs');
    writeFileSync(instrumented, instrument(file));
    const noted = new Set<string>();
    globalThis.noteSite = (site) => void noted.add(site);
    const { default: run }: { default: () => unknown } = await import(pathToFileURL(instrumented).href);
    expect(run()).toEqual([{ found: false }, { found: false }, [{ one: 2 }]]);
    globalThis.noteSite = undefined;
    const unnoted = mutantsOf(file).filter(({ site: { node } }) => !noted.has(siteName(file, node)));
    expect(unnoted).toEqual([]);
  });
});
