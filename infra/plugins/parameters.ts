import * as z from 'zod/mini';

import { DIVIDED_CENT, exampleOf, type Parameter, parameterRows } from '../parameters.ts';

/** Values by the names of parameters. */
type Values = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown): boolean => value === undefined || value === '';

/** Which parameter is wrong, and what is wrong with its value; `undefined` if nothing is. */
const problemOf = (name: string, { schema, requires }: Parameter, given: Values): string | undefined => {
  const isNeeded = requires !== undefined && !isEmpty(given[requires]);
  const { error } = z.safeParse(schema, given[name]);
  if (!error && !(isNeeded && isEmpty(given[name]))) return undefined;
  if (isEmpty(given[name])) return `${name} is missing`;
  const issues = error?.issues ?? [];
  if (issues.some(({ message }) => message !== DIVIDED_CENT)) return `${name} is malformed`;
  return `${issues.map(({ path }) => [name, ...path].join('.')).join(' and ')} ${DIVIDED_CENT}`;
};

/**
 * Reads the parameters, each by its schema. Throws one TypeError that names every parameter that is missing or malformed
 * and how it is given. The error never contains a value, which may be a person's address.
 */
export const readParameters = (given: Values): Values => {
  const errors = parameterRows.flatMap(([name, row]) => {
    const problem = problemOf(name, row, given);
    return problem === undefined ? [] : `The parameter ${problem}. Give it like this: ${exampleOf(name, row)}`;
  });
  if (errors.length > 0) throw new TypeError(errors.join('\n'));
  return Object.fromEntries(parameterRows.map(([name, { schema }]) => [name, z.parse(schema, given[name])]));
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: { readonly custom: { readonly parameters: Values } };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

/** Checks the parameters before anything is packaged, so that a typing error does not fail half a deployment. */
export default class ParametersPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service, classes }: Serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        try {
          readParameters(service.custom.parameters);
        } catch (error) {
          // The framework prints its own errors plainly, and all others with a stack.
          throw error instanceof TypeError ? new classes.Error(error.message, 'HOSTKEEPER_PARAMETER') : error;
        }
      },
    };
  }
}
