import * as z from 'zod/mini';

import { exampleOf, type Parameter, parameterRows } from '../parameters.ts';

/** Values by the names of parameters. */
type Values = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown): boolean => value === undefined || value === '';

/** What is wrong with the value of a parameter; `undefined` if nothing is. */
const problemOf = (name: string, { schema, requires }: Parameter, given: Values): string | undefined => {
  const isNeeded = requires !== undefined && !isEmpty(given[requires]);
  if (z.safeParse(schema, given[name]).success && !(isNeeded && isEmpty(given[name]))) return undefined;
  return isEmpty(given[name]) ? 'missing' : 'malformed';
};

/**
 * Reads the parameters, each by its schema. Throws one TypeError that names every parameter that is missing or malformed
 * and how it is given. The error never contains a value, which may be a person's address.
 */
export const readParameters = (given: Values): Values => {
  const errors = parameterRows.flatMap(([name, row]) => {
    const problem = problemOf(name, row, given);
    return problem === undefined
      ? []
      : `The parameter ${name} is ${problem}. Give it like this: ${exampleOf(name, row)}`;
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
