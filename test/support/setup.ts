import { afterEach } from 'vitest';

import { endStories } from './story-end.ts';

// A story in which a function only ever throws shows nothing of the function, unless the story expects it.
afterEach(() => {
  const problems = endStories();
  if (problems.length > 0) throw new Error(problems.join('\n'));
});
