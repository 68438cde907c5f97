/** The process that runs tests: killed when a mutant never ends, and then started again. */
import { relative, resolve } from 'node:path';

import { createVitest, type Reporter, type TestCase, type TestModule, type TestSpecification } from 'vitest/node';

import type { Observation, Request, Verdict } from './messages.ts';
import { instrument } from './mutants.ts';

/** What replaces the text of product files. */
let texts: ReadonlyMap<string, string> = new Map();
let isObserving = false;
/** What the present run does about a failure. Vitest's own list of modules keeps the failures of earlier runs. */
let onFailure: ((name: string) => void) | undefined;

const reporter: Reporter = {
  onTestCaseResult: (test: TestCase) => {
    if (test.result().state === 'failed') onFailure?.(nameOf(test));
  },
  onTestModuleEnd: (module: TestModule) => {
    if (module.state() === 'failed') onFailure?.(problemOf(module));
  },
};

/** Runs files in the order in which they are named: the fastest first. */
class AsNamed {
  async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
  async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

const start = (setupFiles: string[]) =>
  createVitest(
    {
      config: false,
      watch: false,
      setupFiles,
      include: ['test/{unit,stories}/**/*.test.ts'],
      // One process in which each module is imported once: a mutant costs seconds, not a minute.
      isolate: false,
      pool: 'threads',
      maxWorkers: 1,
      testTimeout: 180_000,
      sequence: { sequencer: AsNamed },
      reporters: [reporter],
      silent: true,
      // It is keyed by the files on disk.
      fsModuleCache: false,
    },
    {
      clearScreen: false,
      logLevel: 'silent',
      plugins: [
        {
          name: 'mutants',
          enforce: 'pre',
          load: (id) => {
            const file = relative('', id);
            if (texts.has(file)) return texts.get(file);
            return isObserving && file.startsWith('libs/') ? instrument(file) : undefined;
          },
        },
      ],
    },
  );

const nameOf = (test: TestCase): string => `${relative('', test.module.moduleId)}: ${test.fullName}`;

const problemOf = (module: TestModule): string =>
  `${relative('', module.moduleId)}: ${module.errors()[0]?.message.split('\n')[0]}`;

const isPassed = (test: TestCase): boolean => test.result().state === 'passed';

const observe = async (files: readonly string[]): Promise<Observation> => {
  isObserving = true;
  const vitest = await start(['test/support/setup.ts', 'test/mutants/note-sites.ts']);
  const project = vitest.getRootProject();
  const { testModules } = await vitest.runTestSpecifications(
    files.map((file) => project.createSpecification(resolve(file))),
  );
  await vitest.close();
  isObserving = false;
  const tests = testModules.flatMap((module) => [...module.children.allTests()]);
  return {
    tests: tests.filter(isPassed).map((test) => ({
      file: relative('', test.module.moduleId),
      id: test.id,
      name: test.fullName,
      milliseconds: test.diagnostic()?.duration ?? 0,
      sites: test.meta().sites ?? [],
    })),
    failed: [
      ...tests.filter((test) => test.result().state === 'failed').map(nameOf),
      ...testModules.filter((module) => module.errors().length > 0).map(problemOf),
    ],
  };
};

let started: ReturnType<typeof start> | undefined;

const run = async ({ file, text, tests }: Extract<Request, { kind: 'run' }>): Promise<Verdict> => {
  started ??= start(['test/support/setup.ts']);
  const vitest = await started;
  const project = vitest.getRootProject();
  texts = new Map([[file, text]]);
  vitest.invalidateFile(resolve(file));
  const failures: string[] = [];
  onFailure = (name) => {
    if (failures.length === 0) void vitest.cancelCurrentRun('test-failure');
    failures.push(name);
  };
  const specifications = tests.map((selected) =>
    project.createSpecification(resolve(selected.file), { testIds: [...selected.ids] }),
  );
  const { unhandledErrors } = await vitest.runTestSpecifications(specifications);
  onFailure = undefined;
  texts = new Map();
  vitest.invalidateFile(resolve(file));
  const [killedBy] = [...failures, ...unhandledErrors.map(String)];
  return killedBy === undefined ? {} : { killedBy };
};

process.on('message', (request: Request) => {
  const answer = request.kind === 'observe' ? observe(request.files) : run(request);
  answer.then(
    (value) => process.send?.(value),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
