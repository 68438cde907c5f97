import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as route53 from '@aws-sdk/client-route-53';
import * as sns from '@aws-sdk/client-sns';
import * as ssm from '@aws-sdk/client-ssm';
import { NormalizedSchema } from '@smithy/core/schema';

import { AwsError } from '../operation.ts';

/** How a service's requests and answers are written. https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml';

interface ServiceProtocol {
  /** An SDK client; it exports the schema of each operation as `<Operation>$`. */
  readonly module: Readonly<Record<string, unknown>>;
  readonly protocol: Protocol;
  /** Of its XML. */
  readonly namespace: string;
}

const defineService = (module: object, protocol: Protocol, namespace = ''): ServiceProtocol => ({
  module: { ...module },
  protocol,
  namespace,
});

/** The services that are spoken, by the names under which requests are signed. */
const SERVICES: Readonly<Record<string, ServiceProtocol>> = {
  autoscaling: defineService(autoscaling, 'query', 'http://autoscaling.amazonaws.com/doc/2011-01-01/'),
  cloudformation: defineService(cloudformation, 'query', 'http://cloudformation.amazonaws.com/doc/2010-05-15/'),
  ec2: defineService(ec2, 'ec2', 'http://ec2.amazonaws.com/doc/2016-11-15/'),
  ecs: defineService(ecs, 'json'),
  events: defineService(eventbridge, 'json'),
  lambda: defineService(lambda, 'rest-json'),
  logs: defineService(logs, 'json'),
  monitoring: defineService(cloudwatch, 'json'),
  route53: defineService(route53, 'rest-xml', 'https://route53.amazonaws.com/doc/2013-04-01/'),
  sns: defineService(sns, 'query', 'http://sns.amazonaws.com/doc/2010-03-31/'),
  ssm: defineService(ssm, 'json'),
};

/** Throws for a service that the world does not know. */
export const serviceOf = (name: string): ServiceProtocol => {
  const service = SERVICES[name];
  if (!service) throw new Error(`the world does not speak ${name || 'to who does not sign'}`);
  return service;
};

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** One operation, as the SDK's own schema describes it. */
export interface OperationSchema {
  /** Method, path and status, of an operation that is told by its path. */
  readonly http?: readonly [method: string, path: string, status: number];
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

/** An operation's schema is a list: what follows its name is how it is found over HTTP, its input and its output. */
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

/** Throws AWS's `InvalidAction` for an operation that the service does not have. */
export const schemaOf = (service: string, operation: string): OperationSchema => {
  const schema = readSchema(serviceOf(service).module[`${operation}$`]);
  if (!schema) throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
  return schema;
};

/** Every operation of a service that is told by its path. */
export const operationsOf = (service: string): readonly (OperationSchema & { readonly operation: string })[] =>
  Object.entries(serviceOf(service).module).flatMap(([name, schema]) => {
    const known = name.endsWith('$') ? readSchema(schema) : undefined;
    return known ? [{ operation: name.slice(0, -1), ...known }] : [];
  });
