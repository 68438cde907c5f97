/** What AWS answers when there is nothing left to do: the error's code and, where one code says many things, its words. */
export interface AlreadySo {
  readonly code: string;
  readonly says?: RegExp;
}

const isSaidBy = (error: unknown, { code, says = /(?:)/ }: AlreadySo): boolean =>
  error instanceof Error && error.name === code && says.test(error.message);

/** Carries out `call`; where AWS says that it is already so, `undefined`. Throws everything else. */
export const unless = async <T>(alreadySo: readonly AlreadySo[], call: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await call();
  } catch (error) {
    if (alreadySo.some((one) => isSaidBy(error, one))) return undefined;
    throw error;
  }
};
