import { styleText } from 'node:util';

/** What a text means; each is a color, on a terminal that has colors, unless NO_COLOR is set. https://no-color.org */
const STYLES = { good: 'green', busy: 'yellow', bad: 'red', quiet: 'dim', title: 'bold' } as const;

/** One of these meanings. */
export type Style = keyof typeof STYLES;

/** A text for the standard output, or for another stream, in its color. */
export const paint = (style: Style, text: string, stream: NodeJS.WritableStream = process.stdout): string =>
  styleText(STYLES[style], text, { stream });
