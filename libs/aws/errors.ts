/** An error by its code and, where AWS uses one code for several cases, its message. */
export interface ErrorMatch {
  readonly code: string;
  readonly message?: RegExp;
}

const isMatch = (error: unknown, { code, message = /(?:)/ }: ErrorMatch): boolean =>
  error instanceof Error && error.name === code && message.test(error.message);

/** Awaits `call`; `undefined` when it fails with one of these errors. Throws any other error. */
export const ignoreErrors = async <T>(
  matches: readonly ErrorMatch[],
  call: () => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (matches.some((match) => isMatch(error, match))) return undefined;
    throw error;
  }
};
