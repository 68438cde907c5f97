import * as z from 'zod/mini';

/** Text of a form. */
export const text = (pattern: RegExp, message: string) =>
  z.string({ error: 'is not text' }).check(z.regex(pattern, message));

/** Text that may be empty, which says that there is none. */
export const optionalText = (pattern: RegExp, message: string) =>
  z.prefault(z.union([z.literal(''), text(pattern, message)], { error: message }), '');

/** A whole number within bounds, of a unit. */
export const whole = (from: number, to: number, unit: string) =>
  z
    .number({ error: 'is not a number' })
    .check(
      z.int('is not a whole number'),
      z.gte(from, `is below ${from} ${unit}`),
      z.lte(to, `is above ${to} ${unit}`),
    );

/** Yes or no. */
export const flag = z.boolean({ error: 'is neither true nor false' });

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const CIDR = /^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-8])$/;

/** An IPv4 range that a VPC or a subnet may have. */
export const cidr = text(CIDR, 'is not an IPv4 range of /16 to /28');

/** The name of an availability zone. */
export const zone = text(/^[a-z0-9-]+$/, 'is not the name of a zone');

/** A name of an environment variable. */
export const variable = z.string().check(z.regex(/^[A-Za-z_]\w*$/, 'is not the name of a variable'));
