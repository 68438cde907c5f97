/** A word as a POSIX shell takes it whole: in single quotes where it holds anything that the shell would read. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** A command that can be pasted into any POSIX shell. */
export const commandLine = (words: readonly string[]): string => words.map(quote).join(' ');

/** The operator's command, as it is typed in the folder of the clone. */
export const hostkeeperLine = (...words: readonly string[]): string => `npm run hostkeeper -- ${commandLine(words)}`;
