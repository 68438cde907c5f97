/**
 * Completes package-lock.json after `npm install`: the binaries of other platforms that a registry mirror lacks, and the C
 * library of Node's own.
 *
 * npm leaves an optional dependency out of the lock file when the registry does not answer for it, and `npm ci` then
 * refuses the file (EUSAGE) on every machine. An entry with the name, version and platform is all it asks for.
 *
 * The packages with Node do not say that it needs glibc. Where Linux has another C library, `npm ci` would install a Node that
 * cannot start, in front of one that can. https://docs.npmjs.com/cli/configuring-npm/package-json#libc
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { NO_INPUT, readScript } from './cli/script.ts';

interface LockedPackage {
  readonly version?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

readScript({
  name: 'lock --',
  summary: 'Completes package-lock.json with the binaries of other platforms that a registry mirror lacks.',
  input: NO_INPUT,
});

const file = new URL('../../package-lock.json', import.meta.url);
const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(file, 'utf8'));
const platformName = /(android|darwin|freebsd|linux|openharmony|win32|windows)-([a-z0-9]+)(?:-(\w+))?$/;

const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies).flatMap(([name, version]): [string, LockedPackage][] => {
    const entry = `node_modules/${name}`;
    if (entry in lock.packages || `${path}/${entry}` in lock.packages) return [];
    const [, system, cpu, libc] = platformName.exec(name) ?? [];
    if (system === undefined || cpu === undefined) throw new Error(`${name}: cannot tell its platform from its name`);
    const os = system === 'windows' ? 'win32' : system;
    return [
      [entry, { version, cpu: [cpu], dev: true, optional: true, os: [os], ...(libc === 'musl' && { libc: ['musl'] }) }],
    ];
  }),
);

const withLibc = ([path, entry]: [string, LockedPackage]): [string, LockedPackage] =>
  path.startsWith('node_modules/node-linux-') ? [path, { ...entry, libc: ['glibc'] }] : [path, entry];

lock.packages = Object.fromEntries(
  [...Object.entries(lock.packages), ...missing].map(withLibc).toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.info(`${missing.length} packages of other platforms added to package-lock.json`);
