import type { Names } from './account.ts';

/** A call that is made to both sides. */
export interface Case {
  /** What is tried. */
  readonly name: string;
  /** `<service>:<operation>`, by the names of the registry. */
  readonly call: string;
  readonly input: object | ((names: Names) => object);
  /**
   * The paths in the output whose values are to be the same. What ends in ` as <name>` is not compared: both sides call the
   * value at the path by this name from then on.
   */
  readonly view?: readonly string[];
}

/** Cases of one service: each line is a name, an operation, its input and its view. */
export const casesOf = (
  service: string,
  ...lines: readonly (readonly [name: string, operation: string, input: Case['input'], ...view: string[]])[]
): readonly Case[] =>
  lines.map(([name, operation, input, ...view]) => ({ name, call: `${service}:${operation}`, input, view }));

/** Ids of the right form that nothing has. */
export const UNKNOWN = {
  instance: 'i-0123456789abcdef0',
  volume: 'vol-0123456789abcdef0',
  snapshot: 'snap-0123456789abcdef0',
  image: 'ami-0123456789abcdef0',
  address: 'eipalloc-0123456789abcdef0',
} as const;
