/** The tests of a file that are to run. */
export interface SelectedTests {
  readonly file: string;
  readonly ids: readonly string[];
}

/** What the process that runs tests is asked. */
export type Request =
  /** Runs the tests of these files, and notes which sites each of them runs. */
  | { readonly kind: 'observe'; readonly files: readonly string[] }
  /** Runs tests, in this order, against one file with another text, up to the first that fails. */
  | { readonly kind: 'run'; readonly file: string; readonly text: string; readonly tests: readonly SelectedTests[] };

/** A test that passed on the unchanged product. */
export interface ObservedTest {
  readonly file: string;
  readonly id: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly sites: readonly string[];
}

export interface Observation {
  readonly tests: readonly ObservedTest[];
  /** The tests that fail as it is, by name: they show nothing. */
  readonly failed: readonly string[];
}

export interface Verdict {
  /** The test that failed first, or what else went wrong; absent for a survivor. */
  readonly killedBy?: string;
}
