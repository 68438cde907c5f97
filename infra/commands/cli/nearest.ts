/** How many characters must be inserted, deleted or replaced to make one word of another (Levenshtein). */
const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min((previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1, replaced));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
};

/** The known word that a mistyped one was probably meant to be; `undefined` when none is near. */
export const nearest = (typed: string, known: readonly string[]): string | undefined => {
  const candidates = known
    .map((word) => ({ word, edits: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const [best] = candidates;
  return best && best.edits <= Math.max(1, Math.floor(typed.length * 0.4)) ? best.word : undefined;
};

/** ` Did you mean NAME?`, or nothing. */
export const suggestion = (typed: string, known: readonly string[]): string => {
  const word = nearest(typed, known);
  return word === undefined ? '' : ` Did you mean ${word}?`;
};
