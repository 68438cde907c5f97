/** The files of a formatted volume whose host's user data is simulated. */
export interface FileSystem {
  readonly label: string;
  /** What its marker says: `STAGE/HOST`. */
  readonly owner: string;
  /** Texts, by the names of their files. */
  readonly files: Map<string, string>;
}
