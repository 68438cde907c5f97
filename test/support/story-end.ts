import type { Invocation } from '../aws/lambda/invocation.ts';

/** The invocations of each simulated AWS that the present test created. */
const stories: (readonly Invocation[])[] = [];

/** The functions of which the present test expects nothing but errors. */
const failing = new Set<string>();

/** Notes the invocations of a simulated AWS, for the end of the test that created it. Outside of tests nothing is noted. */
export const noteStory = (invocations: readonly Invocation[]): void => {
  if (process.env['VITEST'] !== undefined) stories.push(invocations);
};

/** Says that the present test expects every invocation of these functions to fail. */
export const expectFailures = (...functions: readonly string[]): void => {
  for (const name of functions) failing.add(name);
};

/**
 * The functions of the present test that failed whenever they were invoked, with an error of each: such a test does not
 * show that the function works. An invocation that has not ended counts for nothing. Everything noted is forgotten.
 */
export const endStories = (): readonly string[] => {
  const isExpected = new Set(failing);
  failing.clear();
  return stories.splice(0).flatMap((invocations) => {
    const ended = invocations.filter((one) => one.error !== undefined || 'returned' in one);
    return [...Map.groupBy(ended, ({ name }) => name)].flatMap(([name, runs]) => {
      const errors = runs.flatMap(({ error }) => error ?? []);
      return errors.length < runs.length || isExpected.has(name) ? [] : `${name} always failed: ${errors[0]}`;
    });
  });
};
