import { NormalizedSchema } from '@smithy/core/schema';

import { notSimulated } from '../not-simulated.ts';
import { AwsError } from '../operation.ts';
import type { ServiceApi } from '../service.ts';
import { serviceNamed, simulatedServices } from '../services.ts';

/** The API of a service. Throws `NotSimulated`, and `MissingAuthenticationToken` where the request names none. */
export const apiOf = (service: string): ServiceApi => {
  const api = serviceNamed(service)?.api;
  if (api) return api;
  throw service === ''
    ? new AwsError('MissingAuthenticationToken', 'The request has no signature that names a service.', 403)
    : notSimulated(`the service ${service}`, simulatedServices());
};

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** An operation as the SDK's schema describes it. */
export interface OperationSchema {
  /** The HTTP binding; absent where the protocol has none. */
  readonly http?: readonly [method: string, path: string, status: number];
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** Reads the schema of an operation: a list whose first item is 9, then names, traits, input and output. */
const readSchema = (schema: unknown): OperationSchema | undefined => {
  if (!Array.isArray(schema) || schema[0] !== 9) return undefined;
  const traits: Pick<OperationSchema, 'http'> | number = schema[3];
  const input: SchemaRef | null = schema[4];
  const output: SchemaRef | null = schema[5];
  return {
    ...(typeof traits === 'object' && traits.http && { http: traits.http }),
    input: NormalizedSchema.of(input ?? 'unit'),
    output: NormalizedSchema.of(output ?? 'unit'),
  };
};

/** The schema of an operation. Throws AWS's error for one that the service does not have. */
export const schemaOf = (service: string, operation: string): OperationSchema => {
  const { client, protocol } = apiOf(service);
  const schema = readSchema(Reflect.get(client, `${operation}$`));
  if (schema) return schema;
  throw protocol === 'json'
    ? new AwsError('UnknownOperationException', `The operation ${operation} is not known.`)
    : new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
};

/** Every operation of a service. */
export const operationsOf = (service: string): readonly (OperationSchema & { readonly operation: string })[] =>
  Object.entries(apiOf(service).client).flatMap(([name, value]) => {
    const schema = name.endsWith('$') ? readSchema(value) : undefined;
    return schema ? [{ operation: name.slice(0, -1), ...schema }] : [];
  });
