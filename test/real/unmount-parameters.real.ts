import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

import { contentOf } from '../../infra/documents/command-document.ts';
import { unmount } from '../../infra/documents/unmount.ts';
import { awsErrorLike } from '../aws/fixtures.ts';
import { UNMOUNT_OUTCOMES } from '../aws/unmount-outcomes.ts';
import { must, openDisk, shell, VOLUME, whyNoDisks } from './loop-disk.ts';
import type { Agent } from './host-script.ts';
import { unmountScriptOf } from './unmount-document.ts';

const AGENTS: readonly (readonly [string, Agent])[] = [
  ['that sets variables', { isOld: false }],
  ['that pastes the values into the script', { isOld: true }],
];

describe.skipIf(whyNoDisks() !== false).each(AGENTS)(
  'the unmount script, on a real disk and by an agent %s,',
  (_, agent) => {
    it('unmounts the disk, and nobody can mount it again', () => {
      const disk = openDisk(`hk-p${process.pid}`);
      onTestFinished(disk.close);
      must(`mount ${disk.node} "${disk.mountPoint}"`);
      expect(shell(disk.script({ agent })).exitCode).toBe(UNMOUNT_OUTCOMES.mounted.exitCode);
      expect([disk.holders(), disk.hasNode()]).toEqual(['', false]);
      expect(shell(`mount ${disk.byLabel} "${disk.mountPoint}"`).exitCode).not.toBe(0);
    });

    it('fails where the disk is absent, and names the volume', () => {
      const disk = openDisk(`hk-p${process.pid}`);
      onTestFinished(disk.close);
      const { exitCode, output } = shell(disk.script({ agent, device: '/dev/sdzz' }));
      expect([exitCode, output]).toEqual([UNMOUNT_OUTCOMES.absent.exitCode, `${VOLUME} is not here\n`]);
    });
  },
);

/** An empty folder: what is in it later was written by a value that was run. */
const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HOSTILE: readonly (readonly [string, (file: string) => string])[] = [
  ['a command substitution', (file) => `vol-$(echo >${file})`],
  ['one in backquotes', (file) => `vol-\`echo >${file}\``],
  ['a closed quotation mark', (file) => `vol-1"; echo >${file}; "`],
  ['a second line', (file) => `vol-1"\necho >${file}\n"`],
];

/** The document without its patterns. */
const unprotected = contentOf({ ...unmount, patterns: { VolumeId: '', Device: '' } });

describe.each(HOSTILE)('a value with %s', (_, valueWith) => {
  const values = { volumeId: valueWith(join(folder, 'run')), device: '/dev/sdzz' };
  /** Runs a script for an agent, and says which files it made. */
  const filesOf = (agent: Agent): readonly string[] => {
    const { commands, environment } = unmountScriptOf(values, agent, unprotected);
    const script = join(folder, 'script.sh');
    writeFileSync(script, commands.join('\n'));
    shell(`sh ${script}`, environment);
    rmSync(script);
    const files = readdirSync(folder);
    for (const file of files) rmSync(join(folder, file));
    return files;
  };

  it.each(AGENTS)('is refused by the pattern of the document, for an agent %s', (_agent, agent) => {
    expect(() => unmountScriptOf(values, agent)).toThrow(
      awsErrorLike('InvalidParameters', 'The parameters do not fit unmount'),
    );
  });

  it('is not run where it comes in a variable, and is where it is pasted: there the pattern alone protects', () => {
    expect(filesOf({ isOld: false })).toEqual([]);
    expect(filesOf({ isOld: true })).toEqual(['run']);
  });
});
