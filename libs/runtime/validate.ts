import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

z.config(en());

/**
 * Parses `input` by `schema`. Throws an error that names `what` was parsed, each invalid field and why, and, where given,
 * a valid example; never the values, which may be secrets.
 */
export const validate = <S extends z.ZodMiniType>(
  schema: S,
  input: unknown,
  what: string,
  example?: unknown,
): z.output<S> => {
  const result = z.safeParse(schema, input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  const fix = example === undefined ? '' : ` For example: ${JSON.stringify(example)}`;
  throw new TypeError(`${what} is invalid: ${problems.join('; ')}.${fix}`);
};
