/** Every page of a list, in order; `next` finds in each what asks for the one after it. */
export const paginate = async <P, T>(
  fetchPage: (token: T | undefined) => Promise<P>,
  nextToken: (page: P) => T | undefined,
): Promise<readonly P[]> => {
  const pages: P[] = [];
  let token: T | undefined;
  do {
    const page = await fetchPage(token);
    pages.push(page);
    token = nextToken(page);
  } while (token !== undefined);
  return pages;
};

/** `items` in pieces of at most `most`, for calls that take no more at once. */
export const chunk = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
