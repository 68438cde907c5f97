import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as sns from '@aws-sdk/client-sns';
import { NormalizedSchema } from '@smithy/core/schema';

import { AwsError } from './service.ts';

/**
 * AWS's query protocol, in both directions, from the schemas that the SDK's own clients carry: an operation needs no code
 * here. The exports are semi-internal; the lock file pins them, and the stories tell when they move.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
const clients: Readonly<
  Record<string, { readonly module: Readonly<Record<string, unknown>>; readonly namespace: string }>
> = {
  autoscaling: { module: { ...autoscaling }, namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/' },
  sns: { module: { ...sns }, namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
};

/** The services that are spoken, by the names under which requests are signed. */
export const SPOKEN: readonly string[] = Object.keys(clients);

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** The input and output schemas of an operation: the fifth and sixth member of its own. */
const schemasOf = (service: string, operation: string): readonly [NormalizedSchema, NormalizedSchema] => {
  const schema = clients[service]?.module[`${operation}$`];
  if (!Array.isArray(schema)) {
    throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
  }
  const [, , , , input, output] = schema as readonly SchemaRef[];
  return [NormalizedSchema.of(input ?? 'unit'), NormalizedSchema.of(output ?? 'unit')];
};

/** A query as a tree: `Tags.member.1.Key=k` is `{ Tags: { member: { 1: { Key: 'k' } } } }`. */
type Tree = { [name: string]: Tree | string };

const treeOf = (parameters: URLSearchParams): Tree => {
  const root: Tree = {};
  for (const [name, value] of parameters) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let node = root;
    for (const step of path) {
      const next = node[step];
      const child: Tree = typeof next === 'object' ? next : {};
      node[step] = child;
      node = child;
    }
    node[last] = value;
  }
  return root;
};

const wordOf = (schema: NormalizedSchema, fallback: string): string => schema.getMergedTraits().xmlName ?? fallback;

const readMembers = (schema: NormalizedSchema, node: Tree): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...schema.structIterator()]
      .map(([name, member]) => [name, read(member, node[wordOf(member, name)])] as const)
      .filter(([, value]) => value !== undefined),
  );

const read = (schema: NormalizedSchema, node: Tree | string | undefined): unknown => {
  if (node === undefined) return undefined;
  if (schema.isStructSchema() && typeof node === 'object') return readMembers(schema, node);
  if (schema.isListSchema()) {
    const items = typeof node === 'object' ? node[wordOf(schema.getValueSchema(), 'member')] : undefined;
    // Numbered keys come back in the order of their numbers.
    return typeof items === 'object' ? Object.values(items).map((item) => read(schema.getValueSchema(), item)) : [];
  }
  if (typeof node !== 'string') return node;
  if (schema.isNumericSchema()) return Number(node);
  if (schema.isBooleanSchema()) return node === 'true';
  if (schema.isTimestampSchema()) return new Date(node);
  return node;
};

/** Reads a request's body. Throws AWS's `InvalidAction` for an operation that the service does not have. */
export const readQuery = (
  service: string,
  body: string,
): { readonly operation: string; readonly input: Readonly<Record<string, unknown>> } => {
  const parameters = new URLSearchParams(body);
  const operation = parameters.get('Action') ?? '';
  const [input] = schemasOf(service, operation);
  return { operation, input: readMembers(input, treeOf(parameters)) };
};

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
const escape = (text: string): string => text.replaceAll(/[<>&]/g, (character) => ESCAPES[character] ?? '');

const write = (schema: NormalizedSchema, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (schema.isStructSchema() && typeof value === 'object') {
    const given = new Map<string, unknown>(Object.entries(value));
    return [...schema.structIterator()]
      .filter(([name]) => given.get(name) !== undefined)
      .map(([name, member]) => `<${wordOf(member, name)}>${write(member, given.get(name))}</${wordOf(member, name)}>`)
      .join('');
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    const word = wordOf(item, 'member');
    return value.map((one: unknown) => `<${word}>${write(item, one)}</${word}>`).join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw new TypeError(`the world cannot write ${schema.getName()}`);
};

/** An answer in XML. */
export const writeAnswer = (service: string, operation: string, output: unknown, requestId: string): string => {
  const [, schema] = schemasOf(service, operation);
  const result = schema.isStructSchema()
    ? `<${operation}Result>${write(schema, output ?? {})}</${operation}Result>`
    : '';
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${operation}Response xmlns="${clients[service]?.namespace}">${result}${metadata}</${operation}Response>`;
};

/** An error in XML. */
export const writeError = ({ code, message, status }: AwsError, requestId: string): string => {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${escape(message)}</Message></Error>`;
  return `<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
};
