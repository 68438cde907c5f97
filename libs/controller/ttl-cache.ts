/** What a run has seen of many things of one kind, by their keys. */
export interface TtlCache<A> {
  /** What is known of these keys, read anew, in bulk, where it is not fresh any more; a key without an answer is left out. */
  readonly getMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, A>>;
  /** Keeps what AWS answered to a change, put together with what was known: as good as a look. */
  readonly set: (key: string, answer: (known: A | undefined) => A | undefined) => void;
  /** Has the next look read anew. */
  readonly invalidate: (key: string) => void;
}

/** A run looks again every second or so; what needs not be read each time is remembered for `freshSeconds` of its answer. */
export const createTtlCache = <A>(
  now: () => Date,
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, A>>,
  ttlSeconds: (answer: A | undefined) => number,
): TtlCache<A> => {
  const entries = new Map<string, { readonly answer: A | undefined; readonly until: number }>();
  const store = (key: string, answer: A | undefined): void => {
    entries.set(key, { answer, until: now().getTime() + 1000 * ttlSeconds(answer) });
  };
  return {
    getMany: async (keys) => {
      const stale = [...new Set(keys)].filter((key) => (entries.get(key)?.until ?? 0) <= now().getTime());
      if (stale.length > 0) {
        const answers = await load(stale);
        for (const key of stale) store(key, answers.get(key));
      }
      return new Map(
        keys.flatMap((key) => {
          const answer = entries.get(key)?.answer;
          return answer === undefined ? [] : [[key, answer] as const];
        }),
      );
    },
    set: (key, answer) => store(key, answer(entries.get(key)?.answer)),
    invalidate: (key) => void entries.delete(key),
  };
};

/** Keys of two words, the second without spaces: the second words by the first. */
export const groupByFirst = (keys: readonly string[]): readonly (readonly [string, readonly string[]])[] => {
  const pairs = keys.map((key) => [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)] as const);
  return [...Map.groupBy(pairs, ([first]) => first)].map(([first, all]) => [first, all.map(([, second]) => second)]);
};
