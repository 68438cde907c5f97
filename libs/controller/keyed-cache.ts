/** Loads values of one kind in bulk, and defines their keys and how long they stay fresh. */
export interface Loader<Key, Value> {
  /** A text that is the same for the same key, and for no other. */
  readonly id: (key: Key) => string;
  /** The values of these keys, and of others where AWS returns them anyway; a key without a value is left out. */
  readonly load: (keys: readonly Key[]) => Promise<readonly (readonly [Key, Value])[]>;
  /** How long a value is used again, in seconds; `undefined` stands for a key without a value. */
  readonly ttlSeconds: (value: Value | undefined) => number;
}

/** Values by their key. */
interface Values<Key, Value> {
  readonly get: (key: Key) => Value | undefined;
}

/** A read-through, write-through cache of one kind of value. */
export interface KeyedCache<Key, Value> {
  /** The values of these keys. Those that are missing or no longer fresh are loaded together. */
  readonly getMany: (keys: readonly Key[]) => Promise<Values<Key, Value>>;
  /** Stores what AWS returned for a change, so that the next `getMany` need not load it. */
  readonly set: (key: Key, update: (cached: Value | undefined) => Value | undefined) => void;
  /** Makes the next `getMany` load this key. */
  readonly invalidate: (key: Key) => void;
}

/** A run observes every second or so; what changes rarely is loaded less often than that. */
export const createKeyedCache = <Key, Value>(
  now: () => Date,
  { id, load, ttlSeconds }: Loader<Key, Value>,
): KeyedCache<Key, Value> => {
  const entries = new Map<string, { readonly value: Value | undefined; readonly freshUntil: number }>();
  const store = (key: string, value: Value | undefined): void => {
    entries.set(key, { value, freshUntil: now().getTime() + 1000 * ttlSeconds(value) });
  };
  return {
    getMany: async (keys) => {
      const keysById = new Map(keys.map((key) => [id(key), key]));
      const stale = [...keysById].filter(([key]) => (entries.get(key)?.freshUntil ?? 0) <= now().getTime());
      if (stale.length > 0) {
        const loaded = new Map((await load(stale.map(([, key]) => key))).map(([key, value]) => [id(key), value]));
        for (const [key] of stale) store(key, loaded.get(key));
      }
      const values = new Map([...keysById.keys()].map((key) => [key, entries.get(key)?.value]));
      return { get: (key) => values.get(id(key)) };
    },
    set: (key, update) => store(id(key), update(entries.get(id(key))?.value)),
    invalidate: (key) => void entries.delete(id(key)),
  };
};
