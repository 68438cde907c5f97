import { readFileSync, writeFileSync } from 'node:fs';

import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** The parts of a source map that are used here. https://tc39.es/ecma426/ */
interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/**
 * The part of a source map that covers our own code. Stack traces then show our lines, and the map of the dependencies,
 * which is larger than the bundle, is neither uploaded nor read at a cold start.
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
      // A stack trace needs lines only, so one segment is enough for each line of ours and each stretch of dependencies.
      .filter((segment, index) => !isSame(segment, segments[index - 1]))
      .map((segment): SourceMapSegment => {
        const [column, source, line] = segment;
        return isOwn(segment) && source !== undefined && line !== undefined ? [column, source, line, 0] : [column];
      }),
  );
  const sources = map.sources.map((source) => (source.includes('node_modules/') ? '' : source));
  return { ...map, sources, names: [], mappings: encode(lines) };
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: {
    readonly functions: Readonly<Record<string, { readonly package?: { readonly artifact?: string } }>>;
  };
}

/** The date of every file in a zip, as serverless-esbuild sets it, so that the same code gives the same zip. */
const MODIFIED_AT = '1980-01-01T00:00:00';

/**
 * The permissions of every file in a zip: all may read it, the owner may write it, as AWS asks of a deployment package.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
 */
const UNIX = 3;
const READABLE_FILE = 0o100644 * 2 ** 16;

/** A zip with smaller source maps, compressed as far as possible. */
const shrink = (zip: Uint8Array): Uint8Array => {
  const files = Object.entries(unzipSync(zip)).map(([path, content]): [string, Uint8Array] => {
    if (!path.endsWith('.map')) return [path, content];
    const map: SourceMap = JSON.parse(strFromU8(content));
    return [path, strToU8(JSON.stringify(ownPart(map)))];
  });
  return zipSync(Object.fromEntries(files), {
    level: 9,
    mtime: MODIFIED_AT,
    os: UNIX,
    attrs: READABLE_FILE,
  });
};

/** Shrinks the zip of each function, which a cold start downloads: smaller source maps, better compression. */
export default class ShrinkArtifactsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:package:createDeploymentArtifacts': () => {
        for (const { package: packaged } of Object.values(service.functions)) {
          if (packaged?.artifact === undefined) continue;
          writeFileSync(packaged.artifact, shrink(readFileSync(packaged.artifact)));
        }
      },
    };
  }
}
