import { readFileSync } from 'node:fs';

import type { Plugin } from 'esbuild';
import * as z from 'zod/mini';

/** `const _xN = "xmlName";`: the SDK's schemas name the strings that they repeat. */
const CONSTANT = /^const (_\w+) = ("[^"]*");$/gm;

/** Replaces computed keys that are constants by the strings that these stand for. */
export const withPlainKeys = (code: string): string => {
  const strings = new Map([...code.matchAll(CONSTANT)].map(([, name = '', text = '']) => [name, text]));
  return code.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
    const text = strings.get(name);
    return text === undefined ? key : `${text}:`;
  });
};

/**
 * A computed key may have side effects, so esbuild keeps every schema that has one, and whatever that refers to: 520 kB
 * of EC2 operations that no function calls.
 */
const treeshakeSchemas: Plugin = {
  name: 'treeshake-schemas',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/\w+\.js$/ }, ({ path }) => ({
      contents: withPlainKeys(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};

const version = z.object({ version: z.string() });

/** Each client imports its whole package.json, and needs of it the version, for its user agent. */
const versionsOnly: Plugin = {
  name: 'versions-only',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(version.parse(JSON.parse(readFileSync(path, 'utf8')))),
      loader: 'json',
    }));
  },
};

export default [treeshakeSchemas, versionsOnly];
