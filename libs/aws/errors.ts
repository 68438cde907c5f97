/** Carries out `call`, and takes a `ValidationError` in these words for "already so"; throws everything else. */
export const unless = async (alreadySo: RegExp, call: () => Promise<unknown>): Promise<void> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && alreadySo.test(error.message)) return;
    throw error;
  }
};
