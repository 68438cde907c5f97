import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { scriptOf } from '../../infra/documents/command-document.ts';
import { drill } from '../../infra/documents/drill.ts';
import { snapshot } from '../../infra/documents/snapshot.ts';
import { unmount } from '../../infra/documents/unmount.ts';
import { givenClonedDisk, REPLY, URL_OF_REQUEST, whyNoClones } from './cloned-disk.ts';
import { NEW_AGENT } from './host-script.ts';
import { background, must, shell, VOLUME } from './loop-disk.ts';
import { until } from './machine.ts';
import { unmountText } from './unmount-document.ts';

const whyNot = whyNoClones();
const noShellCheck = shell('command -v shellcheck').exitCode !== 0;
if (whyNot !== false) console.warn(`SKIPPED: the snapshot script on real disks, because ${whyNot}`);
if (noShellCheck) console.warn('SKIPPED: shellcheck, because it is not installed');

type Disk = ReturnType<typeof givenClonedDisk>;

/** The command that fails where a write does not go through in half a second. One that stands cannot be killed. */
const tryToWrite = ({ mountPoint }: Disk): string =>
  `file='${mountPoint}/'$$; touch "$file" >/dev/null 2>&1 & sleep 0.5; test -e "$file"`;
const canWrite = (disk: Disk): boolean => shell(tryToWrite(disk)).exitCode === 0;

const given = (type: 'ext4' | 'xfs' = 'ext4'): Disk =>
  givenClonedDisk(type, type === 'xfs' ? 320 : 64, 'data of the host');

/** Starts the script, and returns when the file system is frozen and the request is being made. */
const startAndFreeze = async (disk: Disk, request: string) => {
  disk.onRequest(request);
  const running = background(disk.script());
  await until(
    () => disk.requests().length === 1,
    () => 'No request was made.',
  );
  return running;
};

describe.skipIf(whyNot !== false)('the snapshot script, on a real disk', () => {
  it.each(['ext4', 'xfs'] as const)('freezes %s while the request is made, and thaws it', (type) => {
    const disk = given(type);
    disk.onRequest(`if ! { ${tryToWrite(disk)}; }; then echo '${REPLY}'; fi`);
    expect(shell(disk.script())).toEqual({ exitCode: 0, output: 'snap-0123456789abcdef0 frozen\n' });
    expect(disk.requests()).toEqual([`url = "${URL_OF_REQUEST}"`]);
    expect(canWrite(disk)).toBe(true);
  });

  it('is run by an agent that pastes the values into the script, too', () => {
    const disk = given();
    expect(shell(disk.script({ agent: { isOld: true } })).output).toBe('snap-0123456789abcdef0 frozen\n');
    expect(disk.requests()).toEqual([`url = "${URL_OF_REQUEST}"`]);
  });

  it('is killed while the file system is frozen: a write that stands goes through within twelve seconds', async () => {
    const disk = given();
    const running = await startAndFreeze(disk, 'exec sleep 5');
    const frozen = Date.now();
    running.kill('SIGKILL');
    await running.ended;
    expect(canWrite(disk)).toBe(false);
    must(`touch '${disk.mountPoint}/later'`);
    expect(Date.now() - frozen).toBeGreaterThan(5000);
    expect(Date.now() - frozen).toBeLessThan(12_000);
    must(`fsfreeze --freeze '${disk.mountPoint}' && fsfreeze --unfreeze '${disk.mountPoint}'`);
  });

  it('says that the data is crash-consistent where somebody has thawed it before the answer', () => {
    const disk = given();
    disk.onRequest(`fsfreeze --unfreeze '${disk.mountPoint}'; echo '${REPLY}'`);
    expect(shell(disk.script())).toEqual({ exitCode: 0, output: 'snap-0123456789abcdef0 crash\n' });
  });

  it('leaves nothing behind that would thaw a later freeze, or hold the file system', () => {
    const disk = given();
    shell(disk.script());
    must(`umount '${disk.mountPoint}'`);
    expect(shell("pgrep -f '[f]sfreeze --unfreeze'").output).toBe('');
  });

  it('thaws where EC2 refuses, and says what it answered', () => {
    const disk = given();
    disk.onRequest("echo '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>'");
    expect(shell(disk.script())).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/^No snapshot was confirmed: .*RequestLimitExceeded/),
    });
    expect(canWrite(disk)).toBe(true);
  });

  it.each([
    ['the endpoint cannot be reached', 'curl', 'echo "curl: (28) Timed out"; exit 28', /^curl: \(28\)/],
    [
      'somebody else holds it frozen',
      'fsfreeze',
      'echo "Device or resource busy"; exit 1',
      /^Device or resource busy\n/,
    ],
  ])('makes no request where %s', (_, tool, text, output) => {
    const disk = given();
    disk.tool(tool, text);
    expect(shell(disk.script())).toEqual({ exitCode: 1, output: expect.stringMatching(output) });
    expect(disk.requests()).toEqual([]);
    expect(canWrite(disk)).toBe(true);
  });

  it('does not thaw what somebody else has frozen', () => {
    const disk = given();
    must(`fsfreeze --freeze '${disk.mountPoint}'`);
    expect(shell(disk.script()).exitCode).toBe(1);
    expect(canWrite(disk)).toBe(false);
    must(`fsfreeze --unfreeze '${disk.mountPoint}'`);
  });

  it('freezes nothing where its request is too late', () => {
    const disk = given();
    expect(shell(disk.script({ secondsLeft: 0 }))).toEqual({
      exitCode: 1,
      output: expect.stringContaining('It is too late for this request\n'),
    });
    expect([disk.requests(), disk.freezes()]).toEqual([[], []]);
  });

  it('makes a request once, though the command comes twice', () => {
    const disk = given();
    const script = disk.script();
    expect(shell(script).exitCode).toBe(0);
    expect(shell(script)).toEqual({ exitCode: 1, output: 'This request was made before\n' });
    expect(disk.requests()).toHaveLength(1);
    expect(shell(disk.script({ url: `${URL_OF_REQUEST}4` })).exitCode).toBe(0);
  });

  it('freezes nothing where the volume is not mounted, and where the disk is absent', () => {
    const disk = given();
    expect(shell(disk.script({ device: '/dev/sdzz' }))).toEqual({ exitCode: 1, output: `${VOLUME} is not here\n` });
    must(`umount '${disk.mountPoint}'`);
    expect(shell(disk.script())).toEqual({
      exitCode: 1,
      output: `${VOLUME} has not one file system that is mounted\n`,
    });
    expect([disk.requests(), disk.freezes()]).toEqual([[], []]);
  });

  it('freezes nothing where two partitions have a file system each: they have no moment in common', () => {
    const disk = given();
    must(`umount '${disk.mountPoint}'`);
    for (const [number, sectors] of [
      [1, '2048 32768'],
      [2, '34816 32768'],
    ] as const)
      must(`addpart ${disk.node} ${number} ${sectors} && mkfs.ext4 -q -F ${disk.node}p${number}
        mkdir -p '${disk.mountPoint}${number}' && mount ${disk.node}p${number} '${disk.mountPoint}${number}'`);
    expect(shell(disk.script()).output).toBe(`${VOLUME} has not one file system that is mounted\n`);
    must(`umount '${disk.mountPoint}2'`);
    expect(shell(disk.script()).output).toBe('snap-0123456789abcdef0 frozen\n');
    must(`umount '${disk.mountPoint}1' && partx -d ${disk.node}`);
  });

  it('finds one that is mounted twice', () => {
    const disk = given();
    must(`mkdir '${disk.mountPoint}/inner' && mount --bind '${disk.mountPoint}' '${disk.mountPoint}/inner'`);
    expect(shell(disk.script()).output).toBe('snap-0123456789abcdef0 frozen\n');
  });

  it('does not keep the unmount script from its work, which waits for the answer', async () => {
    const disk = given();
    const running = await startAndFreeze(disk, `sleep 2; echo '${REPLY}'`);
    const unmounting = `${disk.mountPoint}.unmount.sh`;
    writeFileSync(unmounting, `systemctl() { :; }\n${unmountText({ volumeId: VOLUME, device: disk.node }, NEW_AGENT)}`);
    expect(shell(`sh '${unmounting}'`).exitCode).toBe(0);
    expect(await running.ended).toBe(0);
    disk.restoreNode();
    must(`mount ${disk.node} '${disk.mountPoint}'`);
    expect(canWrite(disk)).toBe(true);
  });

  it('freezes without a lock where it finds no database, and says so', () => {
    const disk = given();
    disk.tool('mysqld', 'exit 1');
    disk.tool('mariadbd', 'exit 1');
    expect(shell(disk.script({ quiesce: 'lock' })).output).toBe(
      'No database server was found\nsnap-0123456789abcdef0 frozen\n',
    );
  });

  it('makes the request with the real curl, in whose arguments nobody can read it', async () => {
    const disk = given();
    const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-curl-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    must(`openssl req -x509 -newkey rsa:2048 -nodes -keyout ${folder}/key -out ${folder}/certificate -days 1 \
      -subj /CN=ec2 -addext subjectAltName=DNS:ec2.us-east-1.amazonaws.com 2>/dev/null`);
    const asked: string[] = [];
    const server = createServer(
      { key: readFileSync(`${folder}/key`), cert: readFileSync(`${folder}/certificate`) },
      ({ url = '' }, response) => {
        asked.push(url);
        response.end(url === '/' ? '' : REPLY);
      },
    ).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : address;
    writeFileSync(`${folder}/.curlrc`, `connect-to = "::127.0.0.1:${port}"\ncacert = "${folder}/certificate"\n`);
    disk.tool('curl', `echo "$@" >>${folder}/arguments; exec /usr/bin/curl "$@"`);
    const running = background(`export CURL_HOME=${folder}; ${disk.script()}`);
    expect(await running.ended).toBe(0);
    expect(asked).toEqual(['/', URL_OF_REQUEST.replace('https://ec2.us-east-1.amazonaws.com', '')]);
    expect(readFileSync(`${folder}/arguments`, 'utf8')).not.toContain('X-Amz');
    expect(existsSync('/run/hostkeeper-snapshot') && readFileSync('/run/hostkeeper-snapshot', 'utf8')).not.toContain(
      'X-Amz',
    );
  });
});

describe('the scripts of the documents', () => {
  it.skipIf(noShellCheck).each([unmount, snapshot, drill])('pass shellcheck as POSIX sh: $name', (command) => {
    const file = join(mkdtempSync(join(tmpdir(), 'hostkeeper-')), 'script.sh');
    onTestFinished(() => rmSync(join(file, '..'), { recursive: true }));
    writeFileSync(file, `${scriptOf(command).join('\n')}\n`);
    // SC2317: a script does not call every function of the libraries before it.
    expect(shell(`shellcheck --shell=sh --exclude=SC2317 ${file}`)).toEqual({ exitCode: 0, output: '' });
  });
});
