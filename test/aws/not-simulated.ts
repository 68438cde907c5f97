import { AwsError, type Operation, type Service } from './operation.ts';

/** The error for what AWS has and the simulator has not. AWS itself never answers so; `available` is what to use instead. */
export const notSimulated = (what: string, available: readonly string[] = []): AwsError => {
  const instead = available.length === 0 ? '' : `; these are: ${available.toSorted().join(', ')}`;
  return new AwsError('NotSimulated', `not simulated: ${what}${instead}`);
};

/** An operation among those of a service. Throws `NotSimulated` for another one, with the names of those that are. */
export const operationNamed = (operations: Service, operation: string, prefix: string): Operation => {
  const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (found) return found;
  throw notSimulated(`${prefix}:${operation}`, Object.keys(operations));
};
