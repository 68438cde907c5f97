import { hostname, userInfo } from 'node:os';

/** The reason that a notification gives where the operator gave none: who it was, and with which command. */
export const defaultReason = (command: string): string => {
  try {
    return `by ${userInfo().username}@${hostname()} with hostkeeper ${command}`;
  } catch {
    // A user without an entry in the password database has no name.
    return `at ${hostname()} with hostkeeper ${command}`;
  }
};

/** Signs that a tag of AWS does not take. */
const NOT_IN_TAGS = /[^\p{L}\p{N} +\-=._:/@]/gu;

/** The operator's name on this computer, as a tag takes it: by whom a snapshot is kept. */
export const operatorName = (): string => {
  try {
    return userInfo().username.replaceAll(NOT_IN_TAGS, '_') || 'operator';
  } catch {
    return 'operator';
  }
};
