import { readFileSync, writeFileSync } from 'node:fs';

import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** A source map, as far as it is touched here. https://tc39.es/ecma426/ */
interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/**
 * What of a source map is about our own code: a stack trace then names our lines, and the map of the dependencies, which
 * is larger than the bundle, is neither shipped nor read at a cold start.
 */
export const ownPart = (map: SourceMap): SourceMap => {
  const isOwn = ([, source]: SourceMapSegment): boolean =>
    source !== undefined && !map.sources[source]?.includes('node_modules/');
  const isSame = (segment: SourceMapSegment, last?: SourceMapSegment): boolean => {
    if (!last || isOwn(segment) !== isOwn(last)) return false;
    const [, source, line] = segment;
    return !isOwn(segment) || (source === last[1] && line === last[2]);
  };
  const lines = decode(map.mappings).map((segments) =>
    segments
      // A stack trace needs our lines: what follows in the same one, or in a dependency, says no more.
      .filter((segment, at) => !isSame(segment, segments[at - 1]))
      .map((segment): SourceMapSegment => {
        const [column, source, line, from] = segment;
        return isOwn(segment) && source !== undefined && line !== undefined && from !== undefined
          ? [column, source, line, from]
          : [column];
      }),
  );
  const sources = map.sources.map((source) => (source.includes('node_modules/') ? '' : source));
  return { ...map, sources, names: [], mappings: encode(lines) };
};

/** The part of the Serverless Framework that this plugin rests on. */
interface Serverless {
  readonly service: {
    readonly functions: Readonly<Record<string, { readonly package?: { readonly artifact?: string } }>>;
  };
}

/** As the packager dates its files, so that the same code is the same zip. */
const WHENEVER = '1980-01-01T00:00:00';

const smaller = (zip: Uint8Array): Uint8Array => {
  const files = Object.entries(unzipSync(zip)).map(([path, content]): [string, Uint8Array] => {
    if (!path.endsWith('.map')) return [path, content];
    const map: SourceMap = JSON.parse(strFromU8(content));
    return [path, strToU8(JSON.stringify(ownPart(map)))];
  });
  return zipSync(Object.fromEntries(files), { level: 9, mtime: WHENEVER });
};

/** Leaves of each function's source map our own part, and compresses its zip as well as can be: a cold start fetches it. */
export default class Zips {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:package:createDeploymentArtifacts': () => {
        for (const { package: made } of Object.values(service.functions)) {
          if (made?.artifact === undefined) continue;
          writeFileSync(made.artifact, smaller(readFileSync(made.artifact)));
        }
      },
    };
  }
}
