/** What AWS answers when there is nothing left to do: the error's code and, where one code says many things, its words. */
export interface ErrorMatch {
  readonly code: string;
  readonly message?: RegExp;
}

const isMatch = (error: unknown, { code, message = /(?:)/ }: ErrorMatch): boolean =>
  error instanceof Error && error.name === code && message.test(error.message);

/** Carries out `call`; where AWS says that it is already so, `undefined`. Throws everything else. */
export const ignoreErrors = async <T>(
  matches: readonly ErrorMatch[],
  call: () => Promise<T>,
): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (matches.some((one) => isMatch(error, one))) return undefined;
    throw error;
  }
};
