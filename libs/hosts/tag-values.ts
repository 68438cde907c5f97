// Parsers of tag values: each returns `undefined` for an invalid text.

/** Any text is valid. */
export const anyText = (text: string): string => text;

/** The text itself, where it matches. */
export const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? text : undefined);

/** A word as it is compared: consoles and templates add spaces and capitals that nobody means. */
export const normalWord = (text: string): string => text.trim().toLowerCase();

/** One of these words, in this spelling. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]) =>
  (text: string): Word | undefined =>
    words.find((word) => word === text);

/** A whole number within limits. */
export const integer =
  (min: number, max: number) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

/** A date or a time of ISO 8601, in UTC. */
export const time = (text: string): Date | undefined => {
  const date = new Date(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text) ? text : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};
