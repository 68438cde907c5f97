import type { NormalizedSchema } from '@smithy/core/schema';

import { numberOf } from './numbers.ts';

/**
 * The two query protocols: the request is a form, the response is XML. That of EC2 names parameters differently, and its
 * lists have no level of their own. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */

/** A form as a tree: `Tags.member.1.Key=k` is `{ Tags: { member: { 1: { Key: 'k' } } } }`. */
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

/** The name of a member in a request to EC2. */
const ec2ParameterName: MemberName = (schema, name) => {
  const { ec2QueryName, xmlName = name } = schema.getMergedTraits();
  return typeof ec2QueryName === 'string' ? ec2QueryName : xmlName.charAt(0).toUpperCase() + xmlName.slice(1);
};

/** The branches of a list, in the order of their numbers. */
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
      return numbered(items).map((branch) => read(item, branch));
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
    if (schema.isNumericSchema()) return numberOf(node, isEc2 ? 'ec2' : 'query');
    if (schema.isBooleanSchema()) return node === 'true';
    if (schema.isTimestampSchema()) return new Date(node);
    return node;
  };
  return readMembers;
};

/** Reads a form as the input of an operation. */
export const readForm = (
  schema: NormalizedSchema,
  parameters: URLSearchParams,
  isEc2: boolean,
): Readonly<Record<string, unknown>> => createReader(isEc2)(schema, treeOf(parameters));

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
/** Escapes a text for the content of an XML element. */
export const escapeXml = (text: string): string => text.replaceAll(/[<>&]/g, (character) => ESCAPES[character] ?? '');

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** A value as XML, without its own element. Throws `TypeError` for a type of value that is not supported. */
export const writeXml = (schema: NormalizedSchema, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (schema.isStructSchema() && typeof value === 'object') {
    const members = new Map<string, unknown>(Object.entries(value));
    return [...schema.structIterator()]
      .filter(([name]) => members.get(name) !== undefined)
      .map(([name, member]) => {
        const memberValue = members.get(name);
        const tag = elementName(member, name);
        return member.isListSchema() && isFlat(member) && Array.isArray(memberValue)
          ? memberValue.map((item: unknown) => element(tag, writeXml(member.getValueSchema(), item))).join('')
          : element(tag, writeXml(member, memberValue));
      })
      .join('');
  }
  if (schema.isListSchema() && Array.isArray(value)) {
    const itemSchema = schema.getValueSchema();
    return value
      .map((item: unknown) => element(elementName(itemSchema, 'member'), writeXml(itemSchema, item)))
      .join('');
  }
  if (schema.isMapSchema() && typeof value === 'object') {
    return Object.entries(value)
      .map(([key, item]: [string, unknown]) =>
        element('entry', element('key', escapeXml(key)) + element('value', writeXml(schema.getValueSchema(), item))),
      )
      .join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw new TypeError(`The simulator cannot write ${schema.getName()} as XML.`);
};
