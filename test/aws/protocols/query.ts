import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * The two query protocols: a request is a form, an answer is XML. EC2's differs in the words of a request and writes
 * lists without a level of their own. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */

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

type MemberName = (schema: NormalizedSchema, name: string) => string;

const elementName: MemberName = (schema, fallback) => schema.getMergedTraits().xmlName ?? fallback;

const isFlat = (schema: NormalizedSchema): boolean => Boolean(schema.getMergedTraits().xmlFlattened);

/** How EC2 calls a member in a request. */
const ec2ParameterName: MemberName = (schema, name) => {
  const { ec2QueryName, xmlName = name } = schema.getMergedTraits();
  return typeof ec2QueryName === 'string' ? ec2QueryName : xmlName.charAt(0).toUpperCase() + xmlName.slice(1);
};

/** The branches under numbers, in the order of these. */
const numbered = (node: Tree | string | undefined): readonly (Tree | string)[] =>
  typeof node === 'object' ? Object.values(node) : [];

const createReader = (isEc2: boolean) => {
  const nameOf = isEc2 ? ec2ParameterName : elementName;

  const readMembers = (schema: NormalizedSchema, node: Tree): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      [...schema.structIterator()]
        .map(([name, member]) => [name, read(member, node[nameOf(member, name)])] as const)
        .filter(([, value]) => value !== undefined),
    );

  const read = (schema: NormalizedSchema, node: Tree | string | undefined): unknown => {
    if (node === undefined) return undefined;
    if (schema.isStructSchema() && typeof node === 'object') return readMembers(schema, node);
    if (schema.isListSchema()) {
      const item = schema.getValueSchema();
      const items = isEc2 || isFlat(schema) || typeof node === 'string' ? node : node[elementName(item, 'member')];
      return numbered(items).map((one) => read(item, one));
    }
    if (schema.isMapSchema() && typeof node === 'object') {
      const entries = numbered(isFlat(schema) ? node : node['entry']);
      return Object.fromEntries(
        entries.map((entry) => {
          const { key, value }: Tree = typeof entry === 'object' ? entry : {};
          return [key, read(schema.getValueSchema(), value)];
        }),
      );
    }
    if (typeof node !== 'string') return node;
    if (schema.isNumericSchema()) return Number(node);
    if (schema.isBooleanSchema()) return node === 'true';
    if (schema.isTimestampSchema()) return new Date(node);
    return node;
  };
  return readMembers;
};

/** Reads the form of a request by its operation's input. */
export const readForm = (
  schema: NormalizedSchema,
  parameters: URLSearchParams,
  isEc2: boolean,
): Readonly<Record<string, unknown>> => createReader(isEc2)(schema, treeOf(parameters));

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
export const escapeXml = (text: string): string => text.replaceAll(/[<>&]/g, (character) => ESCAPES[character] ?? '');

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** A value as XML, without the element around it. */
export const writeXml = (schema: NormalizedSchema, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (schema.isStructSchema() && typeof value === 'object') {
    const given = new Map<string, unknown>(Object.entries(value));
    return [...schema.structIterator()]
      .filter(([name]) => given.get(name) !== undefined)
      .map(([name, member]) => {
        const one = given.get(name);
        const word = elementName(member, name);
        return member.isListSchema() && isFlat(member) && Array.isArray(one)
          ? one.map((each: unknown) => element(word, writeXml(member.getValueSchema(), each))).join('')
          : element(word, writeXml(member, one));
      })
      .join('');
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.map((one: unknown) => element(elementName(item, 'member'), writeXml(item, one))).join('');
  }
  if (schema.isMapSchema() && typeof value === 'object') {
    return Object.entries(value)
      .map(([key, one]: [string, unknown]) =>
        element('entry', element('key', escapeXml(key)) + element('value', writeXml(schema.getValueSchema(), one))),
      )
      .join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw new TypeError(`the world cannot write ${schema.getName()}`);
};
