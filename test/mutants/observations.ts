import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import type { Observation, ObservedTest, SelectedTests } from './messages.ts';
import { type Mutant, siteName } from './mutants.ts';
import type { Runner } from './runner.ts';

/** Tests that run the product in this process. The others start programs, or take minutes. */
const KILLERS = ['test/unit/!(docs|infra)/**/*.test.ts', 'test/stories/{,drill/,restore/,snapshots/}*.test.ts'];
const SLOW = /\/(fleet|fleet-notification|large-stage|month-of-nights|simulation|simulation-mutations)\.test\.ts$/;

const CACHE = '.build/mutants.json';

const hashOf = (files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
};

type Cache = Readonly<Record<string, Observation & { readonly key: string }>>;

const readCache = (): Cache => {
  try {
    return JSON.parse(readFileSync(CACHE, 'utf8'));
  } catch {
    return {};
  }
};

/**
 * Notes which sites each test runs. What was noted is kept in `.build`; a file of tests is run again when it, the product or
 * what tests share has changed.
 */
export const observeTests = async (runner: Runner): Promise<Observation> => {
  const shared = hashOf(
    [
      '{functions,events,libs}/**/*.{ts,json}',
      'test/{aws,support}/**/*.ts',
      'test/mutants/{mutants,note-sites,operators,syntax}.ts',
    ]
      .flatMap((pattern) => globSync(pattern))
      .filter((file) => !file.endsWith('.test.ts'))
      .toSorted(),
  );
  const files = KILLERS.flatMap((pattern) => globSync(pattern))
    .filter((file) => !SLOW.test(file))
    .toSorted();
  const keys = new Map(files.map((file) => [file, `${shared} ${hashOf([file])}`]));
  const cache = readCache();
  const missing = files.filter((file) => cache[file]?.key !== keys.get(file));
  const { tests, failed } = missing.length > 0 ? await runner.observe(missing) : { tests: [], failed: [] };
  const noted: Cache = Object.fromEntries(
    files.flatMap((file) => {
      const known = cache[file];
      if (!missing.includes(file)) return known ? [[file, known]] : [];
      const own = tests.filter((test) => test.file === file);
      return [
        [file, { key: keys.get(file) ?? '', tests: own, failed: failed.filter((name) => name.startsWith(`${file}:`)) }],
      ];
    }),
  );
  mkdirSync('.build', { recursive: true });
  writeFileSync(CACHE, JSON.stringify(noted));
  return {
    tests: Object.values(noted).flatMap((one) => one.tests),
    failed: Object.values(noted).flatMap((one) => one.failed),
  };
};

/** The tests that can kill a mutant: those that run its site, or where only an import runs that, those that run its file. */
const reaching = ({ file, site }: Mutant, tests: readonly ObservedTest[]): readonly ObservedTest[] => {
  if (!site.isStatic) return tests.filter(({ sites }) => sites.includes(siteName(file, site.node)));
  const own = tests.filter(({ sites }) => sites.some((one) => one.startsWith(`${file}:`)));
  return own.length > 0 ? own : tests;
};

/** As many of the tests as take some milliseconds together, the fastest first; one at least. */
const fastest = (tests: readonly ObservedTest[], milliseconds: number): readonly ObservedTest[] => {
  let left = milliseconds;
  return tests
    .toSorted((a, b) => a.milliseconds - b.milliseconds)
    .filter((test, index) => (left -= test.milliseconds) >= 0 || index === 0);
};

/** What to run against a mutant, of tests that take some milliseconds together: the file with the fastest first. */
export const selectTests = (
  mutant: Mutant,
  tests: readonly ObservedTest[],
  milliseconds: number,
): readonly SelectedTests[] =>
  [...Map.groupBy(fastest(reaching(mutant, tests), milliseconds), ({ file }) => file)].map(([file, own]) => ({
    file,
    ids: own.map(({ id }) => id),
  }));
