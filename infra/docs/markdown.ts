/** The first lines of a page: its title, where it comes from, and an introduction. */
export const heading = (title: string, source: string, introduction: string): string =>
  `# ${title}\n\n<!-- Made from ${source} by npm run docs. -->\n\n${introduction}\n`;

/** Text as code; none where there is no text. */
export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Several lines in one cell of a table. */
export const lines = (texts: readonly string[]): string => texts.join('<br>');

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;

/** A table. Throws when a row has another number of cells than the head. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const odd = rows.find((cells) => cells.length !== head.length);
  if (odd) throw new RangeError(`A row of ${odd.length} cells stands in a table of ${head.length}: ${odd.join()}`);
  return `${[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')}\n`;
};
