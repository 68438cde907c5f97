import { styleText } from 'node:util';

/** Characters of a line when the output is no terminal. */
const PIPED_WIDTH = 120;
/** A narrower terminal wraps the lines, because lines cut shorter would say too little. */
const MIN_WIDTH = 110;

/** A terminal that does not know its width says 0. */
const columns = (): number => process.stdout.columns || PIPED_WIDTH;

/** Characters that a line may have. */
export const width = (): number => Math.max(MIN_WIDTH, columns());

export type Style = Parameters<typeof styleText>[0];

/** Styles a text for standard output; plain where that is no terminal, or where `NO_COLOR` is set. */
export const styled = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });

/** Shortens a text to one line of at most `max` characters. */
export const shorten = (text: string, max: number): string => {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
};

/** A heading that is ruled across the terminal. */
export const heading = (text: string): string =>
  `\n${styled(['bold', 'cyan'], `━━ ${text} ${'━'.repeat(Math.max(2, columns() - text.length - 4))}`)}`;

/** Puts lines into a frame that is open to the right, so that a line can be copied. */
export const framed = (title: string, lines: readonly string[], footer: string): readonly string[] => {
  const border = (text: string): string => styled('magenta', text);
  return [
    `    ${border('┌─')} ${styled('bold', title)}`,
    ...lines.map((line) => `    ${border('│')} ${line}`.trimEnd()),
    `    ${border('└─')} ${styled('dim', footer)}`.trimEnd(),
  ];
};
