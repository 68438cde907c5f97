import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { parseDocument } from 'yaml';

import { createProjectCopy, PROJECT } from '../../infra/commands/deploy/project-copy.ts';
import { emulatedEnvironment } from './ministack.ts';

const SERVERLESS = join(PROJECT, 'node_modules/.bin/serverless');
/** The stage that is deployed: one with a host of its own. */
export const STAGE = 'example';

/** The option of `package` and `deploy` with the folder of what is packaged: one packaging serves several deployments. */
export const PACKAGED = '--package=packaged';

/** What a command printed. */
interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project that is deployed to an emulator. */
export interface EmulatedProject {
  /** Runs the Serverless Framework. Throws what it printed where it fails. */
  readonly serverless: (command: string, ...args: readonly string[]) => Promise<Printed>;
  /** Changes a text in the template that was packaged last. Throws where it is not there. */
  readonly changeTemplate: (from: string, to: string) => void;
  /** How long the commands took, in seconds, by command. */
  readonly seconds: () => Readonly<Record<string, number>>;
  readonly remove: () => void;
}

/** Copies the project, and adds plugin.ts to the plugins of the copy. */
export const createEmulatedProject = (endpoint: string): EmulatedProject => {
  const copy = createProjectCopy();
  const plugins = join(copy.cwd, 'test/emulators');
  for (const file of ['plugin.ts', 'unknown-types.ts']) cpSync(join(import.meta.dirname, file), join(plugins, file));
  const config = join(copy.cwd, 'serverless.yml');
  const document = parseDocument(readFileSync(config, 'utf8'));
  document.addIn(['plugins'], './test/emulators/plugin.ts');
  writeFileSync(config, String(document));

  const env = { ...emulatedEnvironment(endpoint), TMPDIR: copy.env['TMPDIR'] };
  const seconds: Record<string, number> = {};
  return {
    serverless: async (command, ...args) => {
      const began = performance.now();
      const child = spawn(process.execPath, [SERVERLESS, command, ...args, `--stage=${STAGE}`], { cwd: copy.cwd, env });
      const [stdout, stderr, status] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        new Promise<number | null>((done) => {
          child.once('exit', done);
        }),
      ]);
      seconds[command] = (seconds[command] ?? 0) + (performance.now() - began) / 1000;
      if (status !== 0) throw new Error(`serverless ${command} ended with ${status}:\n${stdout}${stderr}`);
      return { stdout, stderr };
    },
    changeTemplate: (from, to) => {
      const file = join(copy.cwd, 'packaged/serverless-state.json');
      const packaged = readFileSync(file, 'utf8');
      if (!packaged.includes(from)) throw new Error(`${file} has no ${from}.`);
      writeFileSync(file, packaged.replaceAll(from, to));
    },
    seconds: () => seconds,
    remove: () => rmSync(copy.cwd, { recursive: true }),
  };
};
