import { createHash } from 'node:crypto';

import { AwsError } from '../operation.ts';

/** An id that depends on the name alone: one that is drawn would change what else is drawn from the seed. */
export const idOf = (prefix: string, name: string): string =>
  `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 17).toUpperCase()}`;

/** AWS's error about a name that is in use. */
export const alreadyExists = (what: string, name: string): AwsError =>
  new AwsError('EntityAlreadyExists', `${what} with name ${name} already exists.`, 409);

/** What has this name. Throws `NoSuchEntity` where there is none. */
export const find = <T>(all: ReadonlyMap<string, T>, name: string, what: string): T => {
  const found = all.get(name);
  if (!found) throw new AwsError('NoSuchEntity', `The ${what} with name ${name} cannot be found.`, 404);
  return found;
};
