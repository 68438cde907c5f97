import { describe, expect, it } from 'vitest';

import { chunk, paginate } from '../../../libs/aws/pagination.ts';

/** Pages that AWS would return, each with the token that it carries. */
const read = async (tokens: readonly (string | undefined)[]) => {
  const requested: (string | undefined)[] = [];
  const pages = await paginate(
    async (token: string | undefined) => {
      requested.push(token);
      if (requested.length > tokens.length) throw new Error('there is no such page');
      return { index: requested.length, NextToken: tokens[requested.length - 1] };
    },
    ({ NextToken }) => NextToken,
  );
  return { requested, indexes: pages.map(({ index }) => index) };
};

describe('the pages of a list', () => {
  it('are read until one has no token', async () => {
    expect(await read(['a', 'b', undefined])).toEqual({ requested: [undefined, 'a', 'b'], indexes: [1, 2, 3] });
  });

  it('end as well with a token that is empty: AWS would begin the list again', async () => {
    expect(await read(['a', ''])).toEqual({ requested: [undefined, 'a'], indexes: [1, 2] });
  });
});

describe('chunks', () => {
  it('keep the order, and only the last one may be smaller', () => {
    expect([chunk([1, 2, 3, 4, 5], 2), chunk([], 2)]).toEqual([[[1, 2], [3, 4], [5]], []]);
  });
});
