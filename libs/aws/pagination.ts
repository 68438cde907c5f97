/** All pages of a list, in order. `nextToken` returns the token of the next page; after the last, `undefined` or `''`. */
export const paginate = async <P, T extends string | object>(
  fetchPage: (token: T | undefined) => Promise<P>,
  nextToken: (page: P) => T | undefined,
): Promise<readonly P[]> => {
  const pages: P[] = [];
  let token: T | undefined;
  do {
    const page = await fetchPage(token);
    pages.push(page);
    token = nextToken(page);
  } while (token !== undefined && token !== '');
  return pages;
};

/** Splits items into chunks of at most `size`, for calls with a maximum. */
export const chunk = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Maximum values of a filter of EC2. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
export const MAX_FILTER_VALUES = 200;
