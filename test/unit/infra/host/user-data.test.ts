import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { VOLUME_MARKER, volumeLabel, volumeOwner } from '../../../../infra/host/user-data/data-volume.ts';
import { userData, type UserDataSettings } from '../../../../infra/host/user-data/index.ts';

const given: UserDataSettings = {
  stage: 'prod',
  host: 'my-blog',
  cluster: 'hostkeeper-prod-my-blog',
  hostname: 'my-blog.example.com',
  swapMegabytes: 1024,
  formatBlank: true,
};

const run = (command: string, args: readonly string[], input = '') => {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

const noShellCheck = run('sh', ['-c', 'command -v shellcheck']).status !== 0;
if (noShellCheck) console.warn('SKIPPED: shellcheck on the user data, because it is not installed');

/** The files that the user data writes, by path. */
const filesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^cat >(\S+) <<'END_OF_FILE'\n([^]*?)^END_OF_FILE$/gm)].map(([, path = '', content = '']) => [
      path,
      content,
    ]),
  );

const DATA_HOST = '/etc/systemd/system/hostkeeper-data.service.d/host.conf';

describe('the label of a data volume', () => {
  it('is short enough for xfs, and of one stage and host', () => {
    expect(volumeLabel('prod', 'my-blog')).toBe('hk-e4d0d3d7');
    const labels = ['prod', 'test'].flatMap((stage) => ['blog', 'my-blog'].map((host) => volumeLabel(stage, host)));
    expect(new Set(labels).size).toBe(4);
    for (const label of labels) expect(label).toMatch(/^hk-[0-9a-f]{8}$/);
  });

  it.each(['behavior.md', 'runbooks/adopt-volume.md'])('is the one that docs/%s has as an example', (page) => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs', page), 'utf8');
    expect(new Set(text.match(/hk-[0-9a-f]{8}/g))).toEqual(new Set([volumeLabel('prod', 'blog')]));
  });
});

describe('the user data of a host', () => {
  it('fits into what AWS takes, 16 KB, with the longest names', () => {
    const longest = {
      ...given,
      stage: 'a'.repeat(64),
      host: 'a'.repeat(64),
      cluster: 'a'.repeat(255),
      hostname: 'a'.repeat(64),
    };
    expect(Buffer.byteLength(userData(longest))).toBeLessThan(12_000);
  });

  it('writes files and starts one unit, and does nothing else', () => {
    const rest = userData(given).replaceAll(/^cat >\S+ <<'END_OF_FILE'\n[^]*?^END_OF_FILE$/gm, 'cat');
    const commands = rest.split('\n').filter((line) => !/^(cat|mkdir -p [\w./-]+|chmod 755 [\w./-]+|)$/.test(line));
    expect(commands).toEqual([
      '#!/bin/bash',
      'set -e',
      'systemctl daemon-reload',
      'systemctl enable hostkeeper-data',
      'systemctl start --no-block hostkeeper-data',
    ]);
  });

  it('holds Docker and the ECS agent until the unit of the volume has succeeded', () => {
    const files = filesOf(userData(given));
    for (const unit of ['docker', 'ecs']) {
      const dropIn = files.get(`/etc/systemd/system/${unit}.service.d/hostkeeper.conf`);
      expect(dropIn).toContain('Requires=hostkeeper-data.service\nAfter=hostkeeper-data.service\n');
    }
  });

  it('hands the unit what is of this host', () => {
    expect(filesOf(userData(given)).get(DATA_HOST)).toBe(`[Unit]
After=mnt-my\\x2dblog.mount
Wants=hostkeeper-swap.service
[Service]
Environment=OWNER=${volumeOwner('prod', 'my-blog')} LABEL=hk-e4d0d3d7 MARKER=${VOLUME_MARKER}
Environment=MOUNT_POINT=/mnt/my-blog
Environment=FORMAT_BLANK=yes
`);
  });

  it('formats nothing, and has no swap, where neither is wanted', () => {
    const text = userData({ ...given, formatBlank: false, swapMegabytes: 0 });
    expect(text).not.toContain('FORMAT_BLANK=yes');
    expect(text).toContain('FORMAT_BLANK=no');
    expect([...filesOf(text).keys()].filter((path) => path.includes('swap'))).toEqual([]);
    expect(filesOf(text).get(DATA_HOST)).not.toContain('swap');
  });

  it('takes another mount point, and another port of the container', () => {
    const files = filesOf(userData({ ...given, mountPoint: '/data/my-blog', webPort: 8080 }));
    expect(files.get(DATA_HOST)).toContain('After=data-my\\x2dblog.mount\n');
    expect(files.get(DATA_HOST)).toContain('Environment=MOUNT_POINT=/data/my-blog\n');
    expect(files.get('/usr/local/share/hostkeeper/default.conf')).toContain('proxy_pass http://web:8080;');
  });

  it('has no dollar sign before a brace, which Fn::Sub and the Serverless Framework would read', () => {
    expect(userData(given)).not.toContain('${');
  });

  it.each([
    ['stage', 'prod; reboot', 'stage is "prod; reboot"; it has to be letters, digits and hyphens'],
    ['host', 'Blog', 'host is "Blog"; it has to be lower-case letters, digits and hyphens'],
    ['host', 'blog\nreboot', 'host is "blog\\nreboot"'],
    ['cluster', '${Cluster}', 'cluster is "${Cluster}"'],
    ['hostname', '-blog', 'hostname is "-blog"'],
    ['mountPoint', '/mnt/../etc', 'mountPoint is "/mnt/../etc"; it has to be a path of letters, digits and hyphens'],
    ['mountPoint', '/mnt/', 'mountPoint is "/mnt/"'],
    ['swapMegabytes', 0.5, 'swapMegabytes is "0.5"; it has to be a whole number of MB, or 0'],
    ['swapMegabytes', -1, 'swapMegabytes is "-1"'],
    ['webPort', 0, 'webPort is "0"; it has to be a port'],
  ] as const)('refuses a %s of %j', (field, value, message) => {
    expect(() => userData({ ...given, [field]: value })).toThrow(`User data: ${message}`);
  });

  it('is bash, and so is each script that it writes', () => {
    const text = userData(given);
    const scripts = [
      text,
      ...[...filesOf(text)].filter(([path]) => path.includes('/sbin/')).map(([, script]) => script),
    ];
    expect(scripts).toHaveLength(3);
    for (const script of scripts) expect(run('bash', ['-n'], script)).toEqual({ status: 0, output: '' });
  });

  it.skipIf(noShellCheck)('passes shellcheck, with each script that it writes', () => {
    const folder = join(import.meta.dirname, '../../../../infra/host/user-data');
    const scripts = ['data-volume.sh', 'swap.sh'].map((name) => join(folder, name));
    expect(run('shellcheck', scripts)).toEqual({ status: 0, output: '' });
    expect(run('shellcheck', ['-'], userData(given))).toEqual({ status: 0, output: '' });
  });
});
