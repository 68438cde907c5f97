/** The words of a list with commas between them: each once, without the spaces around it. */
export const splitWords = (list: string): readonly string[] => [
  ...new Set(
    list
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];
