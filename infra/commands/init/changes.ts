/** The settings of a section by their whole names, each value as JSON. */
const settingsOf = (value: unknown, name: string): readonly (readonly [string, string])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, one]) => settingsOf(one, name === '' ? key : `${name}.${key}`))
    : [[name, JSON.stringify(value)]];

const line = (sign: string, name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`${sign} ${name}: ${value}`];

/** What differs between two sections of infra/stages.yml: a line for each setting, with a sign as in a diff. */
export const changesOf = (before: object, after: object): readonly string[] => {
  const [old, now] = [new Map(settingsOf(before, '')), new Map(settingsOf(after, ''))];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [from, to] = [old.get(name), now.get(name)];
    if (from === to) return [];
    return line('-', name, from).concat(line('+', name, to));
  });
};
