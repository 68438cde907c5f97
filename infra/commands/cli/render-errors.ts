import type { RegionFailure } from './stage.ts';
import { paint } from './style.ts';

/** What failed in which region, a line each. */
export const renderErrors = (errors: readonly RegionFailure[]): readonly string[] =>
  errors.map(({ region, message }) => `${paint('bad', `${region}:`)} ${message}`);
