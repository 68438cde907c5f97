import { explain } from '../cli/errors.ts';
import type { Finding } from './checks.ts';

/**
 * The findings of a check that needs permissions of its own: where AWS denies or throttles it, that is a finding too, and
 * hides no other.
 */
export const ifReadable = async (
  what: string,
  region: string,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return await check();
  } catch (error) {
    return [{ level: 'todo', text: `${what} could not be read. ${explain(error, region)}` }];
  }
};
