import { readFileSync } from 'node:fs';

import { type Edit, OPERATORS } from './operators.ts';
import { isParsed, type Node, type Place, placesIn } from './syntax.ts';

/** A source file with one change. */
export interface Mutant extends Edit {
  readonly file: string;
  readonly source: string;
  /** The code that runs the changed part: its offset in the source identifies it. */
  readonly site: Site;
}

/** An expression or a statement of which a test can note that it ran. */
interface Site {
  readonly node: Node;
  /** Whether it runs only when its file is imported. */
  readonly isStatic: boolean;
}

const isExpression = ({ node, field, ancestors: [parent] }: Place): boolean =>
  /(Expression|Literal)$/.test(node.type) &&
  !/^(callee|object|property|key|quasi|expression)$/.test(parent?.['computed'] === true ? '' : field) &&
  !/^(Tagged|Chain)/.test(parent?.type ?? '') &&
  !(field === 'left' && parent?.type === 'AssignmentExpression') &&
  !(field === 'argument' && parent?.['operator'] === 'delete');

const isStatement = ({ node }: Place): boolean => /^(Expression|Return|Throw|Continue|Break)Statement$/.test(node.type);

const isFunction = ({ type }: Node): boolean => /Function/.test(type);

/** The nearest expression or statement around a place that can be made to note that it ran. */
const siteOf = (places: ReadonlyMap<Node, Place>, place: Place): Site | undefined => {
  const around = [place.node, ...place.ancestors].flatMap((node) => places.get(node) ?? []);
  const found = around.find((one) => isExpression(one) || isStatement(one));
  return found && { node: found.node, isStatic: !found.ancestors.some(isFunction) };
};

/** The text of a file with one change. */
export const mutate = ({ source, start, end, text }: Mutant): string =>
  source.slice(0, start) + text + source.slice(end);

const changesOf = (file: string): readonly Mutant[] => {
  const source = readFileSync(file, 'utf8');
  const all = placesIn(source);
  const places = new Map(all.map((place) => [place.node, place]));
  return all.flatMap((place) => {
    const site = siteOf(places, place);
    return site
      ? OPERATORS.flatMap((apply) => apply(place, source).map((edit) => Object.assign({ file, source, site }, edit)))
      : [];
  });
};

/** Every change of a file, in the order of its text. Changes that cannot be parsed or change nothing are left out. */
export const mutantsOf = (file: string): readonly Mutant[] => {
  const distinct = new Map(changesOf(file).map((mutant) => [mutate(mutant), mutant]));
  return [...distinct]
    .filter(([text, { source }]) => text !== source && isParsed(text))
    .map(([, mutant]) => mutant)
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
};

/** The text of a file in which every site notes that it runs, as `file:offset`. */
export const instrument = (file: string): string => {
  const source = readFileSync(file, 'utf8');
  const nodes = new Set(changesOf(file).map(({ site }) => site.node));
  const insertions = [...nodes].flatMap((node) => {
    const isBlock = node.type.endsWith('Statement');
    const noted = `globalThis.noteSite?.(${JSON.stringify(siteName(file, node))})`;
    return [
      // Of what begins at one offset the larger comes first; of what ends there, the smaller.
      { at: node.start, order: -node.end, text: isBlock ? `{${noted};` : `(${noted},` },
      { at: node.end, order: -node.start, text: isBlock ? '}' : ')' },
    ];
  });
  const sorted = insertions.toSorted(
    (a, b) => a.at - b.at || Number(b.text.length === 1) - Number(a.text.length === 1) || a.order - b.order,
  );
  const starts = [0, ...sorted.map(({ at }) => at)];
  return starts.map((from, index) => source.slice(from, sorted[index]?.at) + (sorted[index]?.text ?? '')).join('');
};

/** The name of a site: its file and its offset, with its end as two may begin at one offset. */
export const siteName = (file: string, { start, end }: Node): string => `${file}:${start}:${end}`;
