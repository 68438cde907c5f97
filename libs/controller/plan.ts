/** An action is named by the IAM permission it needs, `service:Operation`. A key of another form is no action. */
export type ActionName<V> = keyof V & `${string}:${string}`;

/**
 * One change to one AWS resource, and the reason it is due: a clause for the operator. A `routine` action is expected; it
 * is logged, and is no reason for a notification. When an action fails, its target has failed, unless `onFailure` says how
 * the run goes on: with the next action of the plan, or with a new plan, whose planner must then see what failed. `V` maps
 * the name of each action of a controller to its input.
 */
export type Action<V, N extends ActionName<V> = ActionName<V>> = {
  [K in N]: {
    readonly action: K;
    readonly reason: string;
    readonly routine?: boolean;
    readonly onFailure?: 'continue' | 'replan';
  } & Readonly<V[K]>;
}[N];

/** A planner's decision: exactly one of four, always with its reason. */
export type Plan<V> =
  | {
      readonly status: 'converged';
      readonly reason: string;
      /** Whether the owner should know the reason, although nothing needs to be done: it is notified once. */
      readonly isAdvice?: boolean;
    }
  | { readonly status: 'act'; readonly actions: readonly [Action<V>, ...Action<V>[]] }
  | {
      readonly status: 'wait';
      readonly reason: string;
      /** Whether it takes longer than a run: nothing is polled for it. */
      readonly isLong?: boolean;
    }
  | {
      readonly status: 'refuse';
      readonly reason: string;
      /** A command line that solves the problem. */
      readonly command?: string;
    };

/** Nothing to do: the target is in its desired state. */
export const converged = (reason: string): Plan<never> => ({ status: 'converged', reason });

/** Nothing to do, but something that the owner should know. */
export const advise = (reason: string): Plan<never> => ({ status: 'converged', reason, isAdvice: true });

/** Nothing to do yet: poll again. */
export const wait = (reason: string): Plan<never> => ({ status: 'wait', reason });

/** Nothing to do yet, nor during this run. */
export const waitLong = (reason: string): Plan<never> => ({ status: 'wait', reason, isLong: true });

/** Unsafe to act: a person must decide. */
export const refuse = (reason: string, command?: string): Plan<never> => ({
  status: 'refuse',
  reason,
  ...(command !== undefined && { command }),
});

/** Execute these actions in this order, then observe again. */
export const act = <V>(...actions: readonly [Action<V>, ...Action<V>[]]): Plan<V> => ({ status: 'act', actions });

/** As `act`; `undefined` without an action, so that a step can pass to the next one. */
export const actIfAny = <V>([first, ...rest]: readonly Action<V>[]): Plan<V> | undefined =>
  first && act<V>(first, ...rest);

/** The plan of the first step that has one, else of the last step, which must. */
export const inOrder = <V>(steps: readonly (() => Plan<V> | undefined)[], last: () => Plan<V>): Plan<V> => {
  for (const step of steps) {
    const plan = step();
    if (plan) return plan;
  }
  return last();
};
