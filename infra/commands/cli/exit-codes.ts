/** What a command tells the shell: it was done, it failed or was refused, or the command line is wrong. */
export const EXIT_CODES = { done: 0, failed: 1, usage: 2 } as const;

/** One of these codes. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
