/** Whether a value is an object and not a list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether an event matches a pattern of lists of exact values, at any depth, or of the absence of a value. A list in the
 * event matches with any of its values. Throws for any other operator, rather than matching an event that AWS would not.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const matchesPattern = (
  pattern: Readonly<Record<string, unknown>>,
  event: Readonly<Record<string, unknown>>,
): boolean =>
  Object.entries(pattern).every(([name, expected]) => {
    const value = event[name];
    if (isRecord(expected)) return isRecord(value) && matchesPattern(expected, value);
    if (!Array.isArray(expected)) throw new Error(`The pattern of ${name} must be a list or an object.`);
    const isAbsence = (item: unknown): boolean => isRecord(item) && item['exists'] === false;
    if (value === undefined && expected.some(isAbsence)) return true;
    const operator: unknown = expected.find((item) => isRecord(item) && !isAbsence(item));
    if (operator !== undefined)
      throw new Error(`The simulator does not support the operator ${JSON.stringify(operator)} of event patterns.`);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((item) => expected.includes(item));
  });
