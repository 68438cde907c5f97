import { describe, expect, it } from 'vitest';

import { hostkeeper } from '../../support/cli.ts';

const COMMANDS = [
  'init',
  'status',
  'stop',
  'resume',
  'replace',
  'snapshot',
  'snapshots',
  'check',
  'cost',
  'deploy',
  'secret',
  'enroll',
  'unenroll',
  'logs',
  'sandbox',
];

describe('the command line', () => {
  it('--help lists every command, and what the exit codes mean', async () => {
    const { code, stdout } = await hostkeeper(['--help']);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(stdout).toContain('The exit code is 0 when it is done');
    expect(code).toBe(0);
  });

  it.each(COMMANDS.filter((command) => command !== 'sandbox'))(
    '%s --help shows options and examples',
    async (command) => {
      const { code, stdout } = await hostkeeper([command, '--help']);
      expect(stdout).toContain(`Usage: hostkeeper ${command} `);
      for (const option of ['--stage', '--region', '--profile', '--json', '--dry-run', '--yes']) {
        expect(stdout).toContain(option);
      }
      expect(stdout).toMatch(new RegExp(`Examples:\n {2}\\$ npm run hostkeeper -- ${command}`));
      expect(code).toBe(0);
    },
  );

  it.each([
    [['stauts'], "unknown command 'stauts'\n(Did you mean status?)"],
    [['status', '--regoin', 'us-east-1'], "unknown option '--regoin'\n(Did you mean --region?)"],
    [['status', '--region', 'frankfurt'], '--region must be a region like eu-central-1'],
    [['stop', '--stage', 'my stage'], '--stage must be a name like prod'],
    [['stop', '--reason', ''], '--reason must not be empty'],
    [['resume', 'blog', '--sizes', '0/2/2'], '0/0/1, 0/1/1, 1/1/1'],
    [['logs', '--since', 'yesterday'], '--since must be like 90s, 15m, 1h, 2d'],
    [['deploy', '--param', 'criticalUsd'], '--param must be NAME=VALUE'],
    [['enroll'], "missing required argument 'group'"],
    [['enroll', 'my-group', '--volume', 'data'], '--volume must be an id like vol-0123456789abcdef0, or none'],
    [['unenroll', 'blog', 'shop'], 'too many arguments'],
  ])('is refused when it is %j, and says why', async (args, message) => {
    const { code, stdout, stderr } = await hostkeeper(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('without a command shows its help, as a usage error', async () => {
    const { code, stderr } = await hostkeeper([]);
    expect(stderr).toContain('Usage: hostkeeper <command>');
    expect(code).toBe(2);
  });

  it('deploy --print says which commands it would run, each quoted, and runs none', async () => {
    const { code, stdout } = await hostkeeper(
      ['deploy', '--print', '--region', 'eu-central-1', '--param', 'notificationEmail=you@example.com'].concat([
        '--param',
        'recordNames=*.example.com',
        '--param',
        'hostedZones=Z0123456789ABC',
      ]),
    );
    const params = `--param=notificationEmail=you@example.com '--param=recordNames=*.example.com' --param=hostedZones=Z0123456789ABC --param=hostRegions=eu-central-1`;
    expect(stdout).toBe(
      `npx serverless deploy --region=us-east-1 --stage=prod ${params}\n` +
        `npx serverless deploy --region=eu-central-1 --stage=prod ${params}\n`,
    );
    expect(code).toBe(0);
  });
});
