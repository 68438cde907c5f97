/** What a controller acts on; `host` is its name for people. */
export interface Target {
  readonly host: string;
}

/** Identifies a host: its name, and the region and Auto Scaling group where it is found. */
export interface HostRef extends Target {
  readonly region: string;
  readonly group: string;
}

/** The identity of a host, without whatever else is known about it. */
export const refOf = ({ host, region, group }: HostRef): HostRef => ({ host, region, group });

/** The result of one run for one target: log entry, answer, notification and failure all derive from it. */
export interface Result<T extends Target = Target, Observed = unknown> {
  readonly controller: string;
  readonly target: T;
  /** The last observation; absent when there was none. */
  readonly observed?: Observed;
  readonly status: 'converged' | 'gone' | 'planned' | 'waiting' | 'refused' | 'failed';
  readonly reason: string;
  /** Whether the owner should know the reason, although the target is converged. */
  readonly isAdvice?: boolean;
  /** A command line that fixes what was refused. */
  readonly command?: string;
  /** The executed actions; when `planned`, the actions to execute. */
  readonly actions: readonly { readonly action: string; readonly reason: string; readonly routine?: boolean }[];
  /** The error, when `failed`. */
  readonly cause?: unknown;
}

/** A result as logged, and as returned to the invoker. */
export const summarize = ({ controller, target, status, reason, command, actions, cause }: Result) => ({
  controller,
  host: target.host,
  status,
  reason,
  ...(command !== undefined && { command }),
  ...(actions.length > 0 && { actions: actions.map((item) => ({ action: item.action, reason: item.reason })) }),
  ...(cause !== undefined && { cause: messageOf(cause) }),
});

/** Throws an AggregateError if any target failed, after all are reported: Lambda then retries, and an alarm counts it. */
export const throwIfAnyFailed = (results: readonly Result[]): void => {
  const failed = results.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  throw new AggregateError(
    failed.map(({ cause }) => cause),
    `${failed.length} of ${results.length} failed: ${failed.map(({ target, reason }) => `${target.host}: ${reason}`).join('; ')}`,
  );
};

/** The message of whatever was thrown. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
