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
  /** What it is started with; by default what its image says. */
  readonly command?: readonly string[];
}

/** A task: the containers that still run. */
export interface Task {
  readonly arn: string;
  /** The ARN of its definition. */
  readonly definitionArn: string;
  readonly definition: readonly Container[];
  readonly running: Set<string>;
}
