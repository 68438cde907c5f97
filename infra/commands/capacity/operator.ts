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
