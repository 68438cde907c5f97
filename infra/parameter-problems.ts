import * as z from 'zod/mini';

import { suggestion } from './commands/cli/nearest.ts';
import type { Parameter } from './parameter.ts';
import { hostProblems } from './host/problems.ts';
import { exampleOf, parameterRows } from './parameters.ts';
import { wordsOf } from './serverless.ts';

/** Values by the names of parameters. */
export type Values = Readonly<Record<string, unknown>>;

/** What is to be deployed, as far as parameters decide it. */
export interface GivenParameters {
  readonly values: Values;
  /** The names that somebody wrote, on the command line or in infra/stages.yml. */
  readonly names: readonly string[];
  /** The regions that a stack can be deployed to. */
  readonly regions: readonly string[];
}

const NAMES = parameterRows.map(([name]) => name);

const unknownNames = ({ names }: GivenParameters): readonly string[] =>
  [...new Set(names)]
    .filter((name) => !NAMES.includes(name))
    .map(
      (name) =>
        `There is no parameter ${name}.${suggestion(name, NAMES) || ' docs/reference/parameters.md lists all.'}`,
    );

const isEmpty = (value: unknown): boolean => value === undefined || value === '';

/** What is wrong with the value of a parameter; `undefined` if nothing is. */
const problemOf = (name: string, { schema, requires }: Parameter, values: Values): string | undefined => {
  const isNeeded = requires !== undefined && !isEmpty(values[requires]);
  const { error } = z.safeParse(schema, values[name]);
  if (!error && !(isNeeded && isEmpty(values[name]))) return undefined;
  if (isEmpty(values[name])) return `${name} is missing`;
  const issues = new Map(error?.issues.map(({ path, message }) => [[name, ...path].join('.'), message]));
  return [...issues].map(([field, message]) => `${field} ${message}`).join(' and ');
};

const wrongValues = ({ values }: GivenParameters): readonly string[] =>
  parameterRows.flatMap(([name, row]) => {
    const problem = problemOf(name, row, values);
    return problem === undefined ? [] : `The parameter ${problem}. Give it like this: ${exampleOf(name, row)}`;
  });

const unknownRegions = ({ values, regions }: GivenParameters): readonly string[] =>
  wordsOf(values['hostRegions'])
    .filter((region) => !regions.includes(region))
    .map(
      (region) =>
        `The parameter hostRegions has ${region}, which is not a region of AWS.${suggestion(region, regions)}`,
    );

/** A budget above the critical threshold would warn of charges only after they have stopped the hosts. */
const lateBudget = ({ values }: GivenParameters): readonly string[] => {
  const [budget, critical] = [Number(values['monthlyBudgetUsd']), Number(values['criticalUsd'])];
  return budget > critical
    ? [
        `The parameter monthlyBudgetUsd (${budget}) is above criticalUsd (${critical}): the hosts would stop before AWS Budgets ` +
          `warns you. Give it like this: --param=monthlyBudgetUsd=${critical}`,
      ]
    : [];
};

/** What is wrong with the host of the stage, if it has one. */
const hostSettings = ({ values: { host, hostRegions } }: GivenParameters): readonly string[] =>
  isEmpty(host) || typeof host !== 'object' ? [] : hostProblems(host, wordsOf(hostRegions));

/**
 * A sentence for each parameter that is unknown, missing or wrong, with the reason and how it is given. None repeats the
 * notification address, which is personal.
 */
export const parameterProblems = (given: GivenParameters): readonly string[] => [
  ...unknownNames(given),
  ...wrongValues(given),
  ...unknownRegions(given),
  ...lateBudget(given),
  ...hostSettings(given),
];

/** The values as they are deployed: numbers as numbers, lists without spaces. Throws on one that {@link parameterProblems} names. */
export const readParameters = (values: Values): Values =>
  Object.fromEntries(parameterRows.map(([name, { schema }]) => [name, z.parse(schema, values[name])]));
