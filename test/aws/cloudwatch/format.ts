/** CloudWatch's format of a time: 2019-10-02T17:04:40.989+0000. */
export const formatTimestamp = (time: Date): string => time.toISOString().replace('Z', '+0000');

/** A number in Java's format: 25 is 25.0. */
export const formatDecimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : `${value}`);
