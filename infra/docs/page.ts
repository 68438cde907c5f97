/** A page of the reference that is made from the code. */
export interface Page {
  /** Where it stands, from the root of the repository. */
  readonly path: `docs/reference/${string}.md`;
  /** The whole text of the file, in Markdown. */
  readonly render: () => string | Promise<string>;
}
