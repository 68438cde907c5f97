import { readFileSync } from 'node:fs';

import type { Plugin } from 'esbuild';

/** `const _xN = "xmlName";`, as the SDK's schemas name the words that they repeat. */
const WORD = /^const (_\w+) = ("[^"]*");$/gm;

/** Writes the words of a schema in place of the constants that name them, where these are keys. */
export const withPlainKeys = (code: string): string => {
  const words = new Map([...code.matchAll(WORD)].map(([, name = '', word = '']) => [name, word]));
  return code.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
    const word = words.get(name);
    return word === undefined ? key : `${word}:`;
  });
};

/**
 * A computed key might do anything, so esbuild keeps every schema that has one, and whatever it mentions: 520 kB of
 * EC2 that nobody calls.
 */
const plainKeys: Plugin = {
  name: 'plain-keys',
  setup: (build) => {
    build.onLoad({ filter: /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/\w+\.js$/ }, ({ path }) => ({
      contents: withPlainKeys(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};

export default [plainKeys];
