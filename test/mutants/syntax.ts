import { parseAst } from 'vitest/node';

/** A node of a syntax tree, by ESTree with the types of TypeScript. `start` and `end` are offsets into the source. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A node with what contains it, the nearest first, and the field of its parent that it stands in. */
export interface Place {
  readonly node: Node;
  readonly field: string;
  readonly ancestors: readonly Node[];
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

/** The child nodes in a field. */
export const nodesIn = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];

/** Expressions of TypeScript that contain an expression of JavaScript. */
const TRANSPARENT: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** What holds no code: imports and exports of other files, and types. */
const isCode = ({ type }: Node): boolean =>
  TRANSPARENT.has(type) || !/^TS|^Import|^ExportAll|^TemplateElement$/.test(type);

const walk = (place: Place): readonly Place[] => [
  place,
  ...Object.entries(place.node).flatMap(([field, value]) =>
    nodesIn(value)
      .filter(isCode)
      .flatMap((node) => walk({ node, field, ancestors: [place.node, ...place.ancestors] })),
  ),
];

const parse = (source: string): Node => {
  const program: unknown = parseAst(source, { lang: 'ts', preserveParens: false });
  if (!isNode(program)) throw new Error('a program is expected');
  return program;
};

/** Whether a source file of TypeScript can be parsed. */
export const isParsed = (source: string): boolean => {
  try {
    parse(source);
    return true;
  } catch {
    return false;
  }
};

/** All code of a source file of TypeScript. Throws where it cannot be parsed. */
export const placesIn = (source: string): readonly Place[] => walk({ node: parse(source), field: '', ancestors: [] });
