import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import { withPlainKeys } from '../../../infra/esbuild/slim-sdk.ts';
import { packagedTemplate } from '../../aws/lambda/package-stack.ts';
import { unpackFunctions } from '../../aws/lambda/unpack.ts';

const functions = Object.values(packagedTemplate().Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');

/** The functions that keep hosts alive: these alone carry the clients of EC2, ECS, Route 53 and Systems Manager. */
const LIFECYCLE_FUNCTIONS = new Set(['instanceLaunch', 'instanceTerminate', 'instanceInterruption', 'reconcile']);
const LIMITS = { zipBytes: 94_000, codeBytes: 284_000 };
/** The bill also ends drills, with the client of EC2. */
const BUDGET_LIMITS = { zipBytes: 101_000, codeBytes: 290_000 };
const LIFECYCLE_LIMITS = { zipBytes: 155_000, codeBytes: 520_000 };
/** It also reads the bill and the images, with the clients of CloudWatch and ECR, watches the snapshots, goes on with restores, and ends drills. */
const RECONCILE_LIMITS = { zipBytes: 200_000, codeBytes: 655_000 };
/** The functions that keep snapshots: they carry the clients of EC2 and of the EBS direct APIs. */
const SNAPSHOT_LIMITS = { zipBytes: 122_000, codeBytes: 352_000 };
/** The one that takes them also has instances freeze their file systems, with the client of Systems Manager. */
const TAKE_LIMITS = { zipBytes: 134_000, codeBytes: 430_000 };
/** A resume also reads the bill, with the client of CloudWatch. */
const RESUME_LIMITS = { zipBytes: 102_000, codeBytes: 314_000 };
/** A restore changes volumes, with the client of EC2. */
const RESTORE_LIMITS = { zipBytes: 111_000, codeBytes: 320_000 };
/** A drill launches an instance and asks what the host runs, with the clients of EC2, ECS and Systems Manager. */
const DRILL_LIMITS = { zipBytes: 134_000, codeBytes: 440_000 };
const limitsOf = (file: string) => {
  const name = basename(file, '.zip');
  if (name.startsWith('budget')) return BUDGET_LIMITS;
  if (name === 'emergencyResume') return RESUME_LIMITS;
  if (name === 'restore') return RESTORE_LIMITS;
  if (name === 'restoreDrill') return DRILL_LIMITS;
  if (name === 'reconcile') return RECONCILE_LIMITS;
  if (name === 'snapshotCompleted') return SNAPSHOT_LIMITS;
  if (name === 'snapshot') return TAKE_LIMITS;
  return LIFECYCLE_FUNCTIONS.has(name) ? LIFECYCLE_LIMITS : LIMITS;
};

/** The line of a file that holds a text, as a stack trace names it. */
const lineOf = (file: string, words: string): string => {
  const [before = ''] = readFileSync(file, 'utf8').split(words);
  return `${file}:${before.split('\n').length}:`;
};

/**
 * The Unix permissions of each entry of a zip: the upper half of the external attributes in its central directory, where the
 * entry was made on Unix. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12)
 */
const permissionsOf = (zip: Buffer): readonly string[] => {
  const found: string[] = [];
  const ENTRY = Buffer.from('PK\u0001\u0002');
  for (let at = zip.indexOf(ENTRY); at >= 0; at = zip.indexOf(ENTRY, at + 46)) {
    const madeOnUnix = zip.readUInt8(at + 5) === 3;
    found.push(madeOnUnix ? zip.readUInt16LE(at + 40).toString(8) : 'none');
  }
  return found;
};

describe('every function', () => {
  it.each(globSync('.serverless/*.zip'))(
    'is packaged in at most 94 kB, 101 kB where the bill invokes it, 102 kB where it also reads the bill, 111 kB for a restore, 122 kB where it keeps snapshots, 134 kB where it takes them, 134 kB for a drill, 155 kB on events of instances, and 200 kB for reconcile: %s',
    (file) => {
      expect(statSync(file).size).toBeLessThanOrEqual(limitsOf(file).zipBytes);
    },
  );

  it.each(globSync('.serverless/*.zip'))(
    'has no more code than its kind needs, and brings the map of our own lines: %s',
    (file) => {
      const files = unzipSync(readFileSync(file));
      const code = Object.entries(files).find(([path]) => path.endsWith('.mjs'))?.[1];
      const map = Object.entries(files).find(([path]) => path.endsWith('.mjs.map'))?.[1] ?? new Uint8Array();
      expect(code?.length).toBeLessThanOrEqual(limitsOf(file).codeBytes);
      const { sources }: { sources: readonly string[] } = JSON.parse(strFromU8(map));
      expect(sources.filter((source) => source.endsWith('libs/controller/reconcile.ts'))).toHaveLength(1);
      expect(sources.filter((source) => source.includes('node_modules'))).toEqual([]);
    },
  );

  it.each(globSync('.serverless/*.zip'))('has only files that Lambda may read, and nobody may change: %s', (file) => {
    expect(permissionsOf(readFileSync(file))).toEqual(['100644', '100644']);
  });

  it('names our own lines where it throws', () => {
    const { rootOf, remove } = unpackFunctions();
    const root = rootOf('functions/emergency-shutdown.handler');
    const script = `
      const { handler } = await import('${root}/functions/emergency-shutdown.mjs');
      await handler({}, { getRemainingTimeInMillis: () => 1000 }).catch(({ stack }) => console.log(stack));`;
    const args = ['--enable-source-maps', '--input-type=module', '--eval', script];
    const { stdout } = spawnSync(process.execPath, args, { env: {}, encoding: 'utf8' });
    remove();
    expect(stdout).toContain(lineOf('libs/runtime/validate.ts', 'throw new TypeError('));
    expect(stdout).toContain(lineOf('functions/emergency-shutdown.ts', 'readEnvironment(baseEnvironment'));
  });

  it('is packaged for itself', () => {
    expect(globSync('.serverless/*.zip')).toHaveLength(functions.length);
  });
});

describe('the keys of a schema', () => {
  it('are written out where a constant named them, and left alone where none is known', () => {
    const code = 'const _xN = "xmlName";\nexport var A$ = [1, { [_xN]: _xN, [_y]: 2 }];';
    expect(withPlainKeys(code)).toBe('const _xN = "xmlName";\nexport var A$ = [1, { "xmlName": _xN, [_y]: 2 }];');
  });
});
