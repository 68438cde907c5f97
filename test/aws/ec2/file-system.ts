/** The files of a formatted volume whose host's user data is simulated. */
export interface FileSystem {
  readonly label: string;
  /** What its marker says: `STAGE/HOST`. */
  readonly owner: string;
  /** Texts, by the names of their files. */
  readonly files: Map<string, string>;
}

/** What a snapshot of a file system holds, and a volume that is made of it: later changes are of one of them. */
export const copyOf = (fileSystem: FileSystem): FileSystem => ({ ...fileSystem, files: new Map(fileSystem.files) });
