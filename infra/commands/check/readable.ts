import { readOr } from '../cli/read-or.ts';
import type { Finding } from './checks.ts';

/** The findings of a check that needs permissions of its own: where AWS denies or throttles it, that is a finding too, and hides no other. */
export const ifReadable = (
  what: string,
  region: string,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => readOr(what, region, check, (text) => [{ level: 'todo', text }]);
