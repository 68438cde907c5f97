/**
 * What the Serverless Framework hands to a function in a `.cjs` file that `serverless.yml` refers to.
 * https://github.com/oss-serverless/serverless/blob/main/docs/guides/variables.md
 */
export interface Variables {
  /** The value of a variable such as `param:hostedZones`. Strings in a returned object may contain variables too. */
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

/** Splits a parameter of comma-separated words. A value of another type gives none: infra/plugins/parameters.ts refuses it. */
export const splitWords = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== '')
    : [];
