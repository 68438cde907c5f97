/** A container of a task definition. */
export interface Container {
  readonly name: string;
  /** As its definition names it. */
  readonly image: string;
  /** The task ends with it. */
  readonly essential: boolean;
  /** The ports of the instance at which it listens. */
  readonly hostPorts: readonly number[];
  /** The containers that it calls, by their names. */
  readonly links: readonly string[];
}

/** A task: the containers that still run. */
export interface Task {
  readonly arn: string;
  readonly definition: readonly Container[];
  readonly running: Set<string>;
}
