/** What a controller acts on; `host` is its name for people. */
export interface Target {
  readonly host: string;
}

/** Identifies a condition of a target. */
export interface ConditionRef<K extends string = string> {
  /** What is to hold, in a noun and a participle: `VolumeAttached`. */
  readonly kind: K;
  /** Which of several of a kind: a DNS name, a hook, a tag. */
  readonly name?: string;
  /** The instance that it is about; absent for the whole target. */
  readonly instanceId?: string;
}

/** What one condition came to in a run. */
export interface ConditionResult extends ConditionRef {
  readonly status: 'converged' | 'planned' | 'waiting' | 'refused' | 'failed';
  readonly reason: string;
  /** A command line that fixes what was refused. */
  readonly command?: string;
  /** Whether the owner should know the reason, although nothing needs to be done. */
  readonly isAdvice?: boolean;
  /** The kind of the condition without which this one was not judged; the status and the reason are then its own. */
  readonly blockedBy?: string;
  /** The error, when `failed`. */
  readonly cause?: unknown;
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
  /** The worst status of its conditions; the reason, the command and the cause are those of the first that has it. */
  readonly status: ConditionResult['status'] | 'gone';
  readonly reason: string;
  /** Whether the owner should know the reason, although the target is converged. */
  readonly isAdvice?: boolean;
  /** A command line that fixes what was refused. */
  readonly command?: string;
  /** The executed actions; when `planned`, the actions to execute. */
  readonly actions: readonly { readonly action: string; readonly reason: string; readonly routine?: boolean }[];
  /** The error, when `failed`. */
  readonly cause?: unknown;
  /** In the order of their dependencies; none when the target could not be observed or planned, or does not exist. */
  readonly conditions: readonly ConditionResult[];
}

/** A condition that does not hold, as logged; what fails says so in its reason. */
const summarizeCondition = ({ kind, name, instanceId, status, reason, command, blockedBy }: ConditionResult) => ({
  kind,
  ...(name !== undefined && { name }),
  ...(instanceId !== undefined && { instanceId }),
  status,
  reason,
  ...(command !== undefined && { command }),
  ...(blockedBy !== undefined && { blockedBy }),
});

/** A result as logged, and as returned to the invoker; of its conditions those that do not hold. */
export const summarize = ({ controller, target, status, reason, command, actions, cause, conditions }: Result) => {
  const open = conditions.filter((condition) => condition.status !== 'converged');
  return {
    controller,
    host: target.host,
    status,
    reason,
    ...(command !== undefined && { command }),
    ...(actions.length > 0 && { actions: actions.map((item) => ({ action: item.action, reason: item.reason })) }),
    ...(cause !== undefined && { cause: messageOf(cause) }),
    ...(open.length > 0 && { conditions: open.map(summarizeCondition) }),
  };
};

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
