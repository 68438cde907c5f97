import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { givenOperator } from '../../support/cli.ts';
import { invokeLinesOf, npmLinesOf } from '../../support/paste.ts';

const hasAwsCli = spawnSync('aws', ['--version']).status === 0;
if (!hasAwsCli) console.warn('The AWS CLI is not installed: its lines in notifications were not run.');

const givenHosts = async () => {
  const operator = await givenOperator({ blog: { sizes: '1/1/1' }, "it's; echo PWNED #": {} });
  return operator;
};

type Operator = Awaited<ReturnType<typeof givenHosts>>;

/** The newest line of a kind in a notification that does something to both hosts. */
const newestLine = ({ world }: Operator, linesOf: typeof npmLinesOf, command: string): string => {
  const words = [command, 'blog', 'PWNED'];
  const lines = world.mails.flatMap((mail) => linesOf(mail));
  const line = lines.findLast((one) => words.every((word) => one.includes(word)));
  if (line === undefined) throw new Error(`no notification has a line with ${command}`);
  return line;
};

/** The sizes of both hosts. */
const sizes = ({ group }: Operator): readonly string[] =>
  ['blog', "it's; echo PWNED #"].map((host) => group(host).sizes);

/** Pastes a line for the AWS CLI; its /dev/stdout must be a pipe, which that of a child process of Node.js is not. */
const pasteAws = (operator: Operator, functionName: string) =>
  operator.paste(`{ ${newestLine(operator, invokeLinesOf, functionName)}\n} | cat`);

describe('the command in a notification, pasted into a shell,', () => {
  it('resumes the hosts that were stopped, and the one of the next notification stops them', async () => {
    const operator = await givenHosts();
    await operator.world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    expect(sizes(operator)).toEqual(['0/0/0', '0/0/0']);
    const resumed = await operator.paste(newestLine(operator, npmLinesOf, ' resume '));
    expect(resumed.stderr).not.toContain('error');
    expect(`${resumed.stdout}${resumed.stderr}`).not.toMatch(/^PWNED/m);
    expect(sizes(operator)).toEqual(['1/1/1', '0/1/1']);
    const stopped = await operator.paste(newestLine(operator, npmLinesOf, ' stop '));
    expect(sizes(operator)).toEqual(['0/0/0', '0/0/0']);
    expect([resumed.code, stopped.code]).toEqual([0, 0]);
  });

  it.skipIf(!hasAwsCli)('does the same in the form for the AWS CLI', async () => {
    const operator = await givenHosts();
    await operator.world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    const resumed = await pasteAws(operator, 'emergency-resume');
    expect(resumed).toMatchObject({ stderr: '', stdout: expect.stringContaining('"results"') });
    expect(`${resumed.stdout}${resumed.stderr}`).not.toMatch(/^PWNED/m);
    expect(sizes(operator)).toEqual(['1/1/1', '0/1/1']);
    await pasteAws(operator, 'emergency-shutdown');
    expect(sizes(operator)).toEqual(['0/0/0', '0/0/0']);
  });
});
