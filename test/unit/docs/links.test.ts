import { describe, expect, it } from 'vitest';

import { brokenLinks, documents, linksOf } from '../../support/documents.ts';

describe('a link in a document', () => {
  it('leads to a file that exists, and to a heading in it', () => {
    const pages = documents();
    expect(pages.flatMap(linksOf).length).toBeGreaterThan(50);
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  it('is found broken when its file or its heading does not exist', () => {
    const text =
      '# Some title\n\n[a](nowhere.md) [b](#some-title) [c](#no-title) [d](../README.md#try-it) [e](../README.md#no)';
    expect(brokenLinks({ path: 'docs/page.md', text })).toEqual([
      'docs/page.md -> nowhere.md',
      'docs/page.md -> #no-title',
      'docs/page.md -> ../README.md#no',
    ]);
  });
});
