/**
 * A name as Route 53 keeps and answers it: lower case, with a trailing dot, and what is no plain character in octal (`*`
 * is `\052`). https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export const normalizeName = (given: string): string =>
  `${given
    .toLowerCase()
    .replace(/\.$/, '')
    .replaceAll(/\\[0-7]{3}|[^a-z0-9_.-]/g, (one) =>
      one.length > 1 ? one : `\\${(one.codePointAt(0) ?? 0).toString(8).padStart(3, '0')}`,
    )}.`;

/** Where a name stands among others: `www.example.com.` as `com.example.www.`, the last dot included. */
export const reversedName = (name: string): string => `${name.slice(0, -1).split('.').toReversed().join('.')}.`;

/** ASCII order, which is not that of any language. */
export const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  const index = a.findIndex((key, place) => key !== b[place]);
  if (index === -1) return 0;
  return (a[index] ?? '') < (b[index] ?? '') ? -1 : 1;
};
