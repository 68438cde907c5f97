/** Every page of a list, in order; `next` finds in each what asks for the one after it. */
export const pages = async <P, T>(
  ask: (token: T | undefined) => Promise<P>,
  next: (page: P) => T | undefined,
): Promise<readonly P[]> => {
  const read: P[] = [];
  let token: T | undefined;
  do {
    const page = await ask(token);
    read.push(page);
    token = next(page);
  } while (token !== undefined);
  return read;
};

/** `items` in pieces of at most `most`, for calls that take no more at once. */
export const pieces = <T>(items: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, at) => items.slice(at * most, (at + 1) * most));
