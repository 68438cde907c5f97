import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { contentOf } from '../../../infra/documents/command-document.ts';
import { drill } from '../../../infra/documents/drill.ts';
import { VOLUME_MARKER, volumeLabel } from '../../../infra/host/user-data/data-volume.ts';
import { drillParameters } from '../../../libs/drills/command.ts';
import { SCRIPT_SECONDS } from '../../../libs/drills/limits.ts';

const text = readFileSync('infra/documents/drill.sh', 'utf8');

/** Values that a shell reads as more than a value, where they are pasted between quotation marks. */
const HOSTILE = ['$(id)', '`id`', '";id;"', 'a\nid', "'", '\\', '{{Device}}', '', ' '];

const rehearsal = {
  volumeId: 'vol-0123456789abcdef0',
  owner: 'prod/blog $(id)',
  label: volumeLabel('prod', 'blog'),
  database: { image: 'mysql:8.4', command: ['mysqld', '--skip-log-bin'], dataPath: '/var/lib/mysql' },
  query: 'select "$(id)"',
};

const decode = (value: string): string => Buffer.from(value, 'base64').toString();

const argumentsOf = (command: readonly string[]) =>
  drillParameters({ ...rehearsal, database: { ...rehearsal.database, command } }).Arguments;

describe('the document of a drill', () => {
  it('looks for the marker that the user data writes', () => {
    expect(text).toContain(`$mnt/${VOLUME_MARKER}`);
  });

  it('takes the parameters that a function sends, whatever the owner has written into them', () => {
    for (const given of [rehearsal, { volumeId: 'vol-01234567', owner: 'prod/blog' }]) {
      const parameters = drillParameters(given);
      expect(Object.keys(contentOf(drill).parameters)).toEqual(Object.keys(parameters));
      for (const [name, value] of Object.entries(parameters))
        expect(value).toMatch(new RegExp(contentOf(drill).parameters[name]?.allowedPattern ?? '^$'));
    }
    expect(decode(drillParameters(rehearsal).Owner)).toBe('prod/blog $(id)');
    expect(decode(drillParameters(rehearsal).Arguments)).toBe('--skip-log-bin');
  });

  it.each(Object.entries(drill.patterns))('takes nothing for %s that a shell could read as more', (_, pattern) => {
    for (const value of HOSTILE) expect(value).not.toMatch(new RegExp(pattern));
  });

  it('hands on the options of a server, and no other program or line', () => {
    expect(decode(argumentsOf(['--a=1', '--b']))).toBe('--a=1\n--b');
    expect(decode(argumentsOf(['mariadbd', '--a=1', '--b=x\ny']))).toBe('--a=1');
    expect(argumentsOf(['sh', '-c', 'mysqld --a=1'])).toBe('none');
    expect(argumentsOf([])).toBe('none');
  });

  it('has time for all that it waits for, before the agent ends it', () => {
    const longest =
      300 + Math.max(...[...text.matchAll(/^timeout (\d+) docker exec/gm)].map(([, seconds]) => Number(seconds)));
    expect(longest).toBeLessThan(SCRIPT_SECONDS);
  });
});
