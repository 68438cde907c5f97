import { isNode, nodesIn, type Node, type Place } from './syntax.ts';

/** A replacement of a part of a source file. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Operator = (place: Place, source: string) => readonly Edit[];

const edit = ({ start, end }: Node, text: string): Edit => ({ start, end, text });

const OPPOSITES: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
};

/** Methods that differ by one letter or by nothing that a type shows. */
const SIMILAR: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  find: 'findLast',
};

/** Methods that return something of the type that they are called on. */
const OPTIONAL: ReadonlySet<string> = new Set(['filter', 'toSorted', 'toReversed', 'slice', 'trim', 'toLowerCase']);

const isText = (node: unknown): boolean =>
  isNode(node) &&
  (node.type === 'TemplateLiteral' ||
    (node.type === 'Literal' && typeof node['value'] === 'string') ||
    (node.type === 'BinaryExpression' && (isText(node['left']) || isText(node['right']))));

/** Swaps the operator between two operands. */
const swapOperator: Operator = ({ node }, source) => {
  const { type, operator, left, right } = node;
  if (!/^(Binary|Logical)Expression$/.test(type) || !isNode(left) || !isNode(right) || isText(node)) return [];
  const gap = source.slice(left.end, right.start);
  return (OPPOSITES[String(operator)] ?? []).map((other) => ({
    start: left.end,
    end: right.start,
    text: gap.replace(String(operator), () => other),
  }));
};

/** Keeps one operand of `a ?? b`, `a && b` and `a || b`. */
const keepOperand: Operator = ({ node }, source) =>
  node.type === 'LogicalExpression'
    ? [...nodesIn(node['left']), ...nodesIn(node['right'])].map(({ start, end }) =>
        edit(node, source.slice(start, end)),
      )
    : [];

/** Decides a condition. */
const decide: Operator = ({ node, field }) =>
  field === 'test' && !node.type.endsWith('Literal') ? [edit(node, 'true'), edit(node, 'false')] : [];

const dropUnary: Operator = ({ node }, source) =>
  node.type === 'UnaryExpression' && isNode(node['argument']) && ['!', '-'].includes(String(node['operator']))
    ? [edit(node, source.slice(node['argument'].start, node['argument'].end))]
    : [];

const literalOf = (value: unknown, source: string): readonly string[] => {
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'number') return [`${value + 1}`, ...(value === 0 ? [] : [`${value - 1}`])];
  if (typeof value === 'string') return [value === '' ? "'mutant'" : "''"];
  return source.startsWith('`') && source !== '``' ? ['``'] : [];
};

const replaceLiteral: Operator = ({ node, field, ancestors }, source) =>
  (node.type === 'Literal' || (node.type === 'TemplateLiteral' && field !== 'quasi')) &&
  !(field === 'key' && ancestors[0]?.['computed'] !== true)
    ? literalOf(node['value'], source.slice(node.start, node.end)).map((text) => edit(node, text))
    : [];

/** Drops one element of an array, one property of an object, or all. */
const dropElement: Operator = ({ node }) => {
  const brackets = { ArrayExpression: '[]', ObjectExpression: '{}' }[node.type];
  const elements = nodesIn(node['elements'] ?? node['properties']);
  if (brackets === undefined || elements.length === 0) return [];
  const single = elements.map((element, index) => {
    const next = elements[index + 1];
    const previous = elements[index - 1];
    return next
      ? edit({ ...element, end: next.start }, '')
      : edit({ ...element, start: previous?.end ?? element.start }, '');
  });
  return [edit(node, brackets), ...(elements.length > 1 ? single : [])];
};

/** A function returns nothing. */
const returnNothing: Operator = ({ node, field, ancestors }) => {
  const isBody = field === 'body' && ancestors[0]?.type === 'ArrowFunctionExpression' && node.type !== 'BlockStatement';
  if (isBody) return [edit(node, 'undefined')];
  return node.type === 'ReturnStatement' && isNode(node['argument']) ? [edit(node['argument'], 'undefined')] : [];
};

const dropStatement: Operator = ({ node }) =>
  /^(Expression|Throw|Continue|Break)Statement$/.test(node.type) ? [edit(node, ';')] : [];

/** Replaces or drops the call of a method. */
const changeCall: Operator = ({ node }) => {
  const { type, callee } = node;
  if (type !== 'CallExpression' || !isNode(callee) || !isNode(callee['property']) || !isNode(callee['object']))
    return [];
  const { property, object } = callee;
  const name = String(property['name']);
  const similar = SIMILAR[name];
  return [
    ...(similar === undefined ? [] : [edit(property, similar)]),
    ...(OPTIONAL.has(name) ? [{ start: object.end, end: node.end, text: '' }] : []),
  ];
};

/** What can be changed at a place of a source file. */
export const OPERATORS: readonly Operator[] = [
  swapOperator,
  keepOperand,
  decide,
  dropUnary,
  replaceLiteral,
  dropElement,
  returnNothing,
  dropStatement,
  changeCall,
];
