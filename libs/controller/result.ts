/** Something to keep in order; `host` is what a person calls it. */
export interface Target {
  readonly host: string;
}

/** A host among others of other regions: where it is to be found again. */
export interface HostRef extends Target {
  readonly region: string;
  readonly group: string;
}

/** What became of one target in one run: log line, answer, message and failure all derive from it. */
export interface Result<T extends Target = Target, Observed = unknown> {
  readonly controller: string;
  readonly target: T;
  /** As last seen; absent when it could not be seen at all. */
  readonly observed?: Observed;
  readonly status: 'converged' | 'gone' | 'planned' | 'waiting' | 'refused' | 'failed';
  readonly reason: string;
  /** A command line that fixes what was refused. */
  readonly command?: string;
  /** Done; when `planned`, to do. */
  readonly actions: readonly { readonly action: string; readonly reason: string; readonly routine?: boolean }[];
  /** What AWS said, when `failed`. */
  readonly cause?: unknown;
}

/** A report as a person or a log reads it. */
export const summarize = ({ controller, target, status, reason, command, actions, cause }: Result) => ({
  controller,
  host: target.host,
  status,
  reason,
  ...(command !== undefined && { command }),
  ...(actions.length > 0 && { actions: actions.map(({ action, reason: why }) => ({ action, reason: why })) }),
  ...(cause !== undefined && { cause: messageOf(cause) }),
});

/** Fails the invocation once all reports are out, so that Lambda tries again and an alarm hears of it. */
export const throwIfAnyFailed = (results: readonly Result[]): void => {
  const failed = results.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  throw new AggregateError(
    failed.map(({ cause }) => cause),
    `${failed.length} of ${results.length} failed: ${failed.map(({ target, reason }) => `${target.host}: ${reason}`).join('; ')}`,
  );
};

/** What was thrown, in its own words. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
