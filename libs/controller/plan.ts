/** What a controller may do: the IAM permission of each action, and its input. A type error unless named `service:Operation`. */
export type ActionMap<V> = { readonly [N in keyof V]: N extends `${string}:${string}` ? object : never };
export type ActionName<V> = keyof V & string;

/**
 * One change to one AWS resource, named by the permission it needs, and why it is due: a clause for a tired operator. What
 * is `routine` goes as it always goes, which is worth a line in the log, and no letter.
 */
export type Action<V, N extends ActionName<V> = ActionName<V>> = {
  [K in N]: { readonly action: K; readonly reason: string; readonly routine?: boolean } & Readonly<V[K]>;
}[N];

/** A planner's answer: exactly one of four, always with its reason. */
export type Plan<V> =
  | { readonly status: 'converged'; readonly reason: string }
  | { readonly status: 'act'; readonly actions: readonly [Action<V>, ...Action<V>[]] }
  | { readonly status: 'wait'; readonly reason: string }
  | {
      readonly status: 'refuse';
      readonly reason: string;
      /** A command line that fixes it, ready to be pasted. */
      readonly command?: string;
    };

/** All is as it should be. */
export const converged = (reason: string): Plan<never> => ({ status: 'converged', reason });

/** Not yet: look again. */
export const wait = (reason: string): Plan<never> => ({ status: 'wait', reason });

/** Unsafe: tell a human, who is the only one to end it. */
export const refuse = (reason: string, command?: string): Plan<never> => ({
  status: 'refuse',
  reason,
  ...(command !== undefined && { command }),
});

/** These changes, in this order; nothing to do is `undefined`, so that a step can pass on to the next. */
export const act = <V>(actions: readonly Action<V>[]): Plan<V> | undefined => {
  const [first, ...rest] = actions;
  return first && { status: 'act', actions: [first, ...rest] };
};

/** The first step that has something to say is the plan; the last one always has. */
export const inOrder = <V>(...steps: readonly [...(() => Plan<V> | undefined)[], () => Plan<V>]): Plan<V> => {
  for (const step of steps) {
    const plan = step();
    if (plan) return plan;
  }
  throw new TypeError('the last step of a plan must decide');
};
