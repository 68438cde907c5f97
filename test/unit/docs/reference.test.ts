import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { PAGES } from '../../../infra/docs/pages.ts';

describe('the reference', () => {
  it.each(PAGES)('$path says what the code says; if not, run npm run docs', async ({ path, render }) => {
    expect(readFileSync(path, 'utf8')).toBe(await render());
  });

  it('has no page that nothing renders', () => {
    expect(globSync('docs/reference/*').toSorted()).toEqual(PAGES.map(({ path }) => path).toSorted());
  });
});
