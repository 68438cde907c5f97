import type { Names } from './account.ts';
import type { Outcome } from './side.ts';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array);

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list';
  return value instanceof Date ? 'time' : typeof value;
};

/** The type of each member of an output, by its path: `Volumes[].Size` is a number. */
const shapeOf = (value: unknown, path = '', shape = new Map<string, string>()): ReadonlyMap<string, string> => {
  if (value === undefined || value === null) return shape;
  if (path !== '') shape.set(path, typeOf(value));
  if (Array.isArray(value)) for (const item of value) shapeOf(item, `${path}[]`, shape);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) shapeOf(member, path === '' ? name : `${path}.${name}`, shape);
  return shape;
};

/** All values at a path: `Reservations[].Instances[].InstanceId`. */
const valuesAt = (value: unknown, path: readonly string[]): readonly unknown[] => {
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (!isObject(value)) return [];
  const member: unknown = Reflect.get(value, name.replace('[]', ''));
  return (Array.isArray(member) ? member : [member]).flatMap((item) => valuesAt(item, rest));
};

/** The values at a path in an order of their own, with the names that both sides have for the same things. */
const viewOf = (output: object, path: string, names: Names): readonly unknown[] => {
  const known = new Map(Object.entries(names).map(([name, value]) => [value, name]));
  return valuesAt(output, path.split('.'))
    .map((value) => (typeof value === 'string' ? (known.get(value) ?? value) : value))
    .toSorted((a, b) => (JSON.stringify(a) ?? '').localeCompare(JSON.stringify(b) ?? ''));
};

/** The part of a path that gives its value a name. */
const NAMED = / as (.+)$/;

/** The names that an outcome adds: those of its values at the paths of `view` that end in ` as <name>`. */
export const namesIn = (outcome: Outcome, view: readonly string[] = []): Names =>
  Object.fromEntries(
    view.flatMap((path) => {
      const [, name] = NAMED.exec(path) ?? [];
      if (name === undefined || !outcome.ok) return [];
      const [value] = valuesAt(outcome.output, path.replace(NAMED, '').split('.'));
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

/** An outcome, and the names on its side. */
interface Answer {
  readonly outcome: Outcome;
  readonly names: Names;
}

const summary = (outcome: Outcome): string =>
  outcome.ok ? 'success' : `${outcome.code} ${outcome.status} (${outcome.message.slice(0, 120)})`;

/**
 * How the simulated AWS differs from the other side: another outcome, another code or status of an error, members that only
 * the simulated AWS has or that have another type, or other values at the paths of `view`. Members that it leaves out do
 * not count, nor do the words of an error.
 */
export const compare = (world: Answer, other: Answer, view: readonly string[] = []): readonly string[] => {
  const [a, b] = [world.outcome, other.outcome];
  if (!a.ok || !b.ok) {
    const isSame = !a.ok && !b.ok && a.code === b.code && a.status === b.status;
    return isSame ? [] : [`${summary(a)}, not ${summary(b)}`];
  }
  const otherShape = shapeOf(b.output);
  const shape = [...shapeOf(a.output)].flatMap(([path, type]) => {
    const otherType = otherShape.get(path);
    if (otherType === type) return [];
    // A list that is empty on the other side says nothing about its items.
    const isInEmptyList = [...otherShape.keys()].every(
      (key) => !key.startsWith(path.slice(0, path.lastIndexOf('[]') + 2)),
    );
    if (otherType === undefined && path.includes('[]') && isInEmptyList) return [];
    return [`${path} is ${type}, not ${otherType ?? 'there'}`];
  });
  const compared = view.filter((path) => !NAMED.test(path));
  const values = compared.flatMap((path) => {
    const [mine, theirs] = [viewOf(a.output, path, world.names), viewOf(b.output, path, other.names)].map((seen) =>
      JSON.stringify(seen),
    );
    return mine === theirs ? [] : [`${path} is ${mine}, not ${theirs}`];
  });
  return [...shape, ...values];
};
