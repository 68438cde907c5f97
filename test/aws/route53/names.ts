/**
 * A name as Route 53 stores and returns it: in lower case, with a trailing dot, and with any special character in octal
 * (`*` is `\052`). https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export const normalizeName = (name: string): string =>
  `${name
    .toLowerCase()
    .replace(/\.$/, '')
    .replaceAll(/\\[0-7]{3}|[^a-z0-9_.-]/g, (text) =>
      text.length > 1 ? text : `\\${(text.codePointAt(0) ?? 0).toString(8).padStart(3, '0')}`,
    )}.`;

/** The sort key of a name: `www.example.com.` is `com.example.www.`. */
export const reversedName = (name: string): string => `${name.slice(0, -1).split('.').toReversed().join('.')}.`;

/** Compares lists of texts in ASCII order, independent of the locale. */
export const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  const index = a.findIndex((key, position) => key !== b[position]);
  if (index === -1) return 0;
  return (a[index] ?? '') < (b[index] ?? '') ? -1 : 1;
};
