import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ownerAt } from '../../support/cli.ts';
import { startSandbox, type RunningSandbox } from '../../support/sandbox.ts';

/**
 * The first hour of somebody who follows the documents: what they are told to type is taken from there, and typed in a
 * shell at a sandbox whose time runs.
 */

const hasCli = spawnSync('aws', ['--version']).status === 0;
if (!hasCli)
  console.warn(
    '!! The AWS CLI is not installed: the rehearsal of docs/getting-started.md and its commands were NOT run.',
  );

/** The blocks of a page that follow a mark. */
const blocksOf = (page: string, mark: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(new RegExp(`<!-- ${mark} -->\\n+\`\`\`sh\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  );

/** The command of a page that begins so. */
const lineOf = (page: string, begin: string): string => {
  const line = readFileSync(page, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(begin));
  if (line === undefined) throw new Error(`${page} has no line that begins with ${begin}`);
  return line;
};

const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-newcomer-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a newcomer', { timeout: 400_000 }, () => {
  let sandbox: RunningSandbox;
  let env: NodeJS.ProcessEnv;
  let address: string;
  beforeAll(async () => {
    sandbox = startSandbox(['--serve', '--port', '0', '--speed', '120'], { HOSTKEEPER_PACKAGED: 'yes' });
    const { match } = await sandbox.prints(/listens on (http:\/\/127\.0\.0\.1:(\d+))/);
    address = match[1] ?? '';
    env = { ...ownerAt(Number(match[2])), AWS_DEFAULT_REGION: 'us-east-1' };
  }, 240_000);
  afterAll(() => sandbox.signal('SIGTERM'));

  /** Types lines in bash, in the folder of the clone: whatever fails ends them. */
  const type = (lines: string): Promise<{ readonly code: number; readonly said: string }> =>
    new Promise((resolve) => {
      const script = `set -e\n${lines.replaceAll('user-data.sh', `${folder}/user-data.sh`)}`;
      const child = execFile('bash', ['-c', script], { env, maxBuffer: 10_000_000 }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode ?? 1, said: stdout + stderr }),
      );
      child.stdin?.end();
    });

  /** Types a line again until it says this. */
  const typeUntil = async (line: string, words: RegExp): Promise<string> => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const { said } = await type(line);
      if (words.test(said)) return said;
    }
    throw new Error(`${line} never said ${words}`);
  };

  const STATUS = lineOf('README.md', 'npm run hostkeeper -- status').replace(' --watch', '');

  it('stops a host, and resumes it, by the commands of the README', async () => {
    const stop = lineOf('README.md', 'npm run hostkeeper -- stop').replace('blog', 'host-1');
    expect(await type(stop)).toMatchObject({ code: 0, said: expect.stringContaining('host-1') });
    expect((await type(STATUS)).said).toMatch(/host-1 +stopped/);
    const resume = lineOf('README.md', 'npm run hostkeeper -- resume').replace('blog', 'host-1');
    expect(await type(resume)).toMatchObject({ code: 0 });
    expect((await type(STATUS)).said).toMatch(/host-1 +running/);
  });

  it.skipIf(!hasCli)('raises the charges, and resumes each host by one of the two commands of the e-mail', async () => {
    const { match } = await sandbox.prints(/ {2}(aws cloudwatch put-metric-data .*)/);
    expect(await type(match[1] ?? '')).toMatchObject({ code: 0 });
    // One of them may have ended before the e-mail, which then says "Stopping" of the other alone.
    const resumes = /│ (npm run hostkeeper -- resume (?=.*host-1)(?=.*host-2).*)[\s\S]*?│ (printf .*)/;
    const [, npmLine = '', awsLine = ''] = (await sandbox.prints(resumes)).match;
    await typeUntil(STATUS, /host-1 +stopped[\s\S]*host-2 +stopped/);
    expect(await type(npmLine.replace(' host-2', ''))).toMatchObject({ code: 0 });
    // The command writes to /dev/stdout, which a socket is not.
    const { said } = await type(`${awsLine.replace(/"host-\d","host-\d"/, '"host-2"')} | cat`);
    expect(said).toContain('"host":"host-2"');
    await sandbox.prints(/host-2 is back: the group has its sizes again/);
    await typeUntil(STATUS, /host-1 +running[\s\S]*host-2 +running/);
  });

  it.skipIf(!hasCli)(
    'rehearses every block of getting started: a host in an empty account, and one of an instance',
    async () => {
      const blocks = blocksOf('docs/getting-started.md', 'rehearsal');
      expect(blocks.length).toBeGreaterThanOrEqual(7);
      const [begin = '', ...others] = blocks;
      const atSandbox = begin.replace('http://127.0.0.1:4566', address);
      const made = others.findIndex((block) => block.includes('hostkeeper -- status'));
      const settle = 'until npm run hostkeeper -- status | grep -Eq "^blog .*running"; do sleep 1; done';
      const lines = [atSandbox, ...others.slice(0, made), settle, ...others.slice(made)];
      const { code, said } = await type(lines.join('\n'));
      expect([code, said]).toEqual([0, expect.stringContaining('"Account": "123456789012"')]);
      // The successor of the instance that was ended has its volume, and the instance that was attached is the host's own.
      const status = await typeUntil(STATUS, /blog +running[\s\S]*shop +running/);
      expect(status).toMatch(/blog +running +i-\w+ +vol-\w+/);
      const [, instance] = /shop +running +(i-\w+)/.exec(status) ?? [];
      expect(said).toContain(`"InstanceId": "${instance}"`);
      await sandbox.prints(/\[prod\] shop is enrolled/);
      await sandbox.prints(/\[prod\] blog: instance died and is being replaced/);
      await sandbox.prints(/\[prod\] blog is back/);
    },
  );

  it('misspells things, and is told the nearest name', async () => {
    const typed = [
      ['npm run hostkeeper -- stauts', 2, 'Did you mean status?'],
      ['npm run hostkeeper -- stop hots-1', 1, 'host-1'],
      ['npm run hostkeeper -- stop host-1 --resaon x', 2, 'Did you mean --reason?'],
      ['npm run hostkeeper -- enroll host-1-gruop', 1, 'host-1-group'],
      ['npm run hostkeeper -- init --group host-1-gruop --dry-run', 2, 'the nearest is host-1-group'],
      ['npm run sandbox -- --sevre', 2, '--serve'],
      ['npm run sandbox -- --serve --prot 1', 2, '--port'],
      ['npm run --silent sandbox -- invoke recondile --event -', 2, 'reconcile'],
    ] as const;
    for (const [line, code, words] of typed)
      expect([line, await type(line)]).toEqual([line, { code, said: expect.stringContaining(words) }]);
  });

  it('looks at the help of everything', async () => {
    for (const line of [
      'npm run hostkeeper -- --help',
      'npm run hostkeeper -- stop --help',
      'npm run sandbox -- --help',
      'npm run sandbox -- --serve --help',
      'npm run --silent sandbox -- invoke --help',
    ])
      expect([line, await type(line)]).toEqual([line, { code: 0, said: expect.stringContaining('Usage: ') }]);
  });
});
