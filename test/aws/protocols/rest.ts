import type { NormalizedSchema } from '@smithy/core/schema';

import { AwsError } from '../operation.ts';
import type { Protocol } from '../service.ts';
import { numberOf } from './numbers.ts';
import { type OperationSchema, operationsOf } from './schemas.ts';

/** The method and path of an operation. https://smithy.io/2.0/spec/http-bindings.html */
interface Route extends OperationSchema {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** The names of the labels in the path, in their order. */
  readonly labels: readonly string[];
  /** Query parameters that distinguish operations with the same path. */
  readonly queryKeys: readonly string[];
}

const routeOf = (schema: OperationSchema & { readonly operation: string }): readonly Route[] => {
  if (!schema.http) return [];
  const [method, uri] = schema.http;
  const [path = '', query = ''] = uri.split('?');
  const labels: string[] = [];
  const pattern = path.replaceAll(/\{(\w+)(\+?)\}/g, (_, label: string, greedy: string) => {
    labels.push(label);
    return greedy ? '(.+?)' : '([^/]+?)';
  });
  // The AWS CLI sends Route 53 paths with a trailing slash.
  return [
    {
      ...schema,
      method,
      path: new RegExp(`^${pattern}/?$`),
      labels,
      queryKeys: [...new URLSearchParams(query).keys()],
    },
  ];
};

const routes = new Map<string, readonly Route[]>();

/** The routes of a service, the most specific first. */
const routesOf = (service: string): readonly Route[] => {
  const serviceRoutes =
    routes.get(service) ??
    operationsOf(service)
      .flatMap(routeOf)
      .toSorted((a, b) => b.queryKeys.length - a.queryKeys.length || b.path.source.length - a.path.source.length);
  routes.set(service, serviceRoutes);
  return serviceRoutes;
};

/** A request without its body. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

const parseText = (schema: NormalizedSchema, text: string, protocol: Protocol): unknown => {
  if (schema.isNumericSchema()) return numberOf(text, protocol);
  if (schema.isBooleanSchema()) return text === 'true';
  return schema.isTimestampSchema() ? new Date(text) : text;
};

/** Finds the operation of a request and reads the members outside its body. Throws `UnknownOperationException`. */
export const readRest = (service: string, protocol: Protocol, { method, path, query, headers }: RestRequest) => {
  for (const route of routesOf(service)) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (!match || !route.queryKeys.every((name) => query.has(name))) continue;
    const members: Record<string, unknown> = {};
    let payload: string | undefined;
    for (const [name, schema] of route.input.structIterator()) {
      const traits = schema.getMergedTraits();
      if (traits.httpPayload) payload = name;
      if (traits.httpLabel) {
        const text = decodeURIComponent(match[route.labels.indexOf(name) + 1] ?? '');
        members[name] = parseText(schema, text, protocol);
      }
      if (traits.httpHeader !== undefined) {
        const text = headers[traits.httpHeader.toLowerCase()];
        if (text !== undefined) members[name] = parseText(schema, text, protocol);
      }
      if (traits.httpQuery !== undefined && query.has(traits.httpQuery)) {
        const texts = query.getAll(traits.httpQuery);
        members[name] = schema.isListSchema() ? texts : parseText(schema, texts[0] ?? '', protocol);
      }
    }
    return { operation: route.operation, input: route.input, members, payload };
  }
  throw new AwsError('UnknownOperationException', `${service} has no operation ${method} ${path}`, 404);
};
