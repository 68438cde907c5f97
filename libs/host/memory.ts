/** What a run has seen of many things of one kind, by their keys. */
export interface Memory<A> {
  /** What is known of these keys, read anew, in bulk, where it is not fresh any more; a key without an answer is left out. */
  readonly look: (keys: readonly string[]) => Promise<ReadonlyMap<string, A>>;
  /** Keeps what AWS answered to a change, put together with what was known: as good as a look. */
  readonly learn: (key: string, answer: (known: A | undefined) => A | undefined) => void;
  /** Has the next look read anew. */
  readonly forget: (key: string) => void;
}

/** A run looks again every second or so; what needs not be read each time is remembered for `freshSeconds` of its answer. */
export const memory = <A>(
  now: () => Date,
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, A>>,
  freshSeconds: (answer: A | undefined) => number,
): Memory<A> => {
  const known = new Map<string, { readonly answer: A | undefined; readonly until: number }>();
  const keep = (key: string, answer: A | undefined): void => {
    known.set(key, { answer, until: now().getTime() + 1000 * freshSeconds(answer) });
  };
  return {
    look: async (keys) => {
      const stale = [...new Set(keys)].filter((key) => (known.get(key)?.until ?? 0) <= now().getTime());
      if (stale.length > 0) {
        const answers = await read(stale);
        for (const key of stale) keep(key, answers.get(key));
      }
      return new Map(
        keys.flatMap((key) => {
          const answer = known.get(key)?.answer;
          return answer === undefined ? [] : [[key, answer] as const];
        }),
      );
    },
    learn: (key, answer) => keep(key, answer(known.get(key)?.answer)),
    forget: (key) => void known.delete(key),
  };
};

/** Keys of two words, the second without spaces: the second words by the first. */
export const byFirst = (keys: readonly string[]): readonly (readonly [string, readonly string[]])[] => {
  const pairs = keys.map((key) => [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)] as const);
  return [...Map.groupBy(pairs, ([first]) => first)].map(([first, all]) => [first, all.map(([, second]) => second)]);
};
