import { paint, type Style } from './style.ts';

/** The text of a cell, with what it means where that is worth a color. */
export type Cell = string | { readonly text: string; readonly style: Style };

const textOf = (cell: Cell | undefined): string => (typeof cell === 'object' ? cell.text : (cell ?? ''));

/** A table as aligned columns; columns in which no row has anything are left out. */
export const renderTable = (titles: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const columns = titles.map((title, index) => ({
    title,
    index,
    width: Math.max(title.length, ...rows.map((row) => textOf(row[index]).length)),
    used: rows.some((row) => textOf(row[index]) !== ''),
  }));
  const shown = columns.filter(({ used }) => used);
  const renderLine = (cellOf: (index: number, title: string) => Cell | undefined): string =>
    shown
      .map(({ index, title, width }, position) => {
        const cell = cellOf(index, title);
        const text = position === shown.length - 1 ? textOf(cell) : textOf(cell).padEnd(width);
        return typeof cell === 'object' ? paint(cell.style, text) : text;
      })
      .join('  ')
      .trimEnd();
  return [
    renderLine((_, title) => ({ text: title.toUpperCase(), style: 'title' })),
    ...rows.map((row) => renderLine((index) => row[index])),
  ].join('\n');
};
