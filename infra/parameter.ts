import * as z from 'zod/mini';

import { hasWholeCents } from '../libs/hosts/money.ts';
import { splitWords } from '../libs/hosts/words.ts';

/** One parameter of a deployment. */
export interface Parameter {
  readonly schema: z.ZodMiniType;
  /** The value for stages that set none; it may be a variable of the Serverless Framework. */
  readonly default?: string | number | Readonly<Record<string, number>>;
  /** The unit or the form of a value. */
  readonly unit: string;
  /** A valid value, for error messages and the reference. */
  readonly example: string | Readonly<Record<string, number | string>>;
  /** What it does, for the reference: sentences in Markdown. */
  readonly text: string;
  /** Another parameter, without which this one would have no effect. */
  readonly requires?: string;
}

/** `--param` hands over text, so text that is a number counts as one. */
export const number = z.coerce.number({ error: 'is not a number' });

/** An amount in USD, of whole cents: AWS prints no more in its messages, from which the thresholds are read. */
export const usd = number.check(
  z.positive('is not above 0'),
  z.refine(hasWholeCents, 'has more than two decimals: round it to cents'),
);

/**
 * Words separated by commas, each counted once, without the spaces around them; there may be none. `isWord` says which are
 * accepted, and `meaning` what those are.
 */
export const list = (isWord: (word: string) => boolean, meaning: string) =>
  z.pipe(
    z.string({ error: 'is not text: write the words with commas between them' }),
    z.transform((text, { issues }) => {
      const words = splitWords(text);
      const wrong =
        text.trim() === ''
          ? []
          : text
              .split(',')
              .map((word) => word.trim())
              .filter((word) => !isWord(word));
      for (const word of wrong) {
        const message = word === '' ? 'has a comma too many' : `has ${word}, which is not ${meaning}`;
        issues.push({ code: 'custom', message, input: text });
      }
      return words.join(',');
    }),
  );
