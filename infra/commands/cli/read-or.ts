import { explain } from './errors.ts';

/**
 * What is read; where it cannot be, as AWS denies or throttles it, what takes its place. `otherwise` gets the sentence that says
 * so. `what` begins the sentence: "The hosted zones of the account".
 */
export const readOr = async <T>(
  what: string,
  region: string,
  read: () => Promise<T>,
  otherwise: (sentence: string) => T,
): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    return otherwise(`${what} could not be read. ${explain(error, region)}`);
  }
};
