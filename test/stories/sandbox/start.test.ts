import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { listen } from '../../aws/http/listener.ts';
import { hostkeeper, ownerAt } from '../../support/cli.ts';
import { startSandbox } from '../../support/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-story-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The temporary directory of the sandboxes of this file. */
const temporary = join(folder, 'tmp');
mkdirSync(temporary);

/** A sandbox with that temporary directory. */
const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = '.') =>
  startSandbox(args, { TMPDIR: temporary, ...env }, cwd);

/** A clone whose packaged functions are a copy. */
const copyOfClone = (): string => {
  const clone = join(folder, 'clone');
  mkdirSync(clone);
  for (const name of ['events', 'functions', 'infra', 'libs', 'node_modules', 'package.json', 'test'])
    symlinkSync(resolve(name), join(clone, name));
  cpSync('.serverless', join(clone, '.serverless'), { recursive: true });
  return clone;
};

describe('the sandbox', () => {
  it('packages nothing that has not changed, and removes its folder when it is interrupted', async () => {
    const { output, prints, signal } = start([]);
    await prints(/USD, of which EC2 is/);
    expect(output.text).not.toContain('Packaging');
    expect(readdirSync(temporary)).toHaveLength(1);
    expect(await signal('SIGINT')).toBe(1);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('that serves keeps its own copy of what it runs, and removes it at its end', async () => {
    const clone = copyOfClone();
    const { prints, signal } = start(
      ['--serve', '--port', '0', '--speed', '60'],
      { HOSTKEEPER_PACKAGED: 'yes' },
      clone,
    );
    const { match } = await prints(/listens on http:\/\/127\.0\.0\.1:(\d+)/);
    // What a command does that packages.
    rmSync(join(clone, '.serverless'), { recursive: true });
    const env = ownerAt(Number(match[1]));
    expect(await hostkeeper(['stop', 'host-1', '--reason', 'a story'], env)).toMatchObject({ code: 0 });
    expect(await hostkeeper(['resume', 'host-1', '--reason', 'a story'], env)).toMatchObject({ code: 0 });
    expect(readdirSync(temporary)).toHaveLength(1);
    expect(await signal('SIGTERM')).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('says in one sentence that its port is in use, and how to choose another', async () => {
    const { port, close } = await listen(async () => undefined);
    const { output, ended } = start(['--serve', '--port', `${port}`]);
    expect(await ended).toBe(1);
    close();
    expect(output.text).toBe(`Port ${port} is in use: choose another with --port, or --port 0 for any that is free.\n`);
  });

  it('that invokes one function leaves no folder, and reads the event before it does anything', async () => {
    const { output, ended } = start(['invoke', 'reconcile', '--event', 'events/reconcile/sample-status.json']);
    expect([await ended, output.text]).toEqual([0, expect.stringContaining('"results"')]);
    expect(readdirSync(temporary)).toEqual([]);
    const clone = join(folder, 'empty');
    mkdirSync(clone);
    symlinkSync(resolve('functions'), join(clone, 'functions'));
    // Nothing can be packaged here.
    const wrong = start(['invoke', 'reconcile', '--event', 'none.json'], {}, clone);
    expect([await wrong.ended, wrong.output.text]).toEqual([
      2,
      expect.stringContaining('--event none.json cannot be read'),
    ]);
  });
});
