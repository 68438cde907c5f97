import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { statusOutput } from '../../../infra/commands/schemas.ts';
import { hostkeeper, noCredentials, ownerAt } from '../../support/cli.ts';

/** `npm run hostkeeper -- sandbox --serve`, and how to reach it. */
const startSandbox = async () => {
  const args = ['infra/commands/hostkeeper.ts', 'sandbox', '--serve', '--port', '0', '--speed', '60'];
  const child = spawn(process.execPath, args, { env: { ...noCredentials, HOSTKEEPER_PACKAGED: 'yes' } });
  let printed = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the sandbox has ended: ${printed}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        const [, found] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(printed) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    }
  });
  const end = async (): Promise<void> => {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { env: ownerAt(port), end };
};

const read = async (env: NodeJS.ProcessEnv) => {
  const { stdout } = await hostkeeper(['status', '--json'], env);
  return statusOutput.parse(JSON.parse(stdout)).hosts.map(({ host, state, sizes }) => `${host} ${state} ${sizes}`);
};

describe('a sandbox that stays up', () => {
  it('runs the packaged functions for the operator’s command', async () => {
    const { env, end } = await startSandbox();
    try {
      expect(await read(env)).toEqual(['host-1 running 0/1/1', 'host-2 running 0/1/1']);
      expect(await hostkeeper(['stop', 'host-1'], env)).toMatchObject({ code: 0 });
      expect(await read(env)).toEqual(['host-1 stopped 0/0/0', 'host-2 running 0/1/1']);
      expect(await hostkeeper(['resume', 'host-1'], env)).toMatchObject({ code: 0 });
      expect(await read(env)).toEqual(['host-1 running 0/1/1', 'host-2 running 0/1/1']);
    } finally {
      await end();
    }
  });
});
