// Amounts of money are whole cents of a US dollar: sums and comparisons of integers are exact.

/**
 * The cents of an amount in USD; a fraction of a cent is dropped, so that an amount reaches whole cents exactly when this
 * does. 33.35 times 100 is 3335.0000000000005 in binary, hence the rounding to a thousandth of a cent before.
 */
export const centsOf = (usd: number): number => Math.floor(Number((usd * 100).toFixed(3)));

/** Whether an amount in USD has at most two decimals. */
export const hasWholeCents = (usd: number): boolean => Math.round(usd * 100) / 100 === usd;

/** Parses an amount in USD, as AWS writes it: `$1,234.56`, or without the sign. `undefined` for any other text. */
export const parseCents = (text: string): number | undefined => {
  const [, digits] = /^\$?((?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?)$/.exec(text) ?? [];
  return digits === undefined ? undefined : centsOf(Number(digits.replaceAll(',', '')));
};

/** An amount of cents as a message prints it: `25.00 USD`. */
export const formatUsd = (cents: number): string => `${(cents / 100).toFixed(2)} USD`;
