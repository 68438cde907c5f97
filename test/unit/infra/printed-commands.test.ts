import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

/**
 * The name is free on npm: outside the clone npx would fetch whatever somebody publishes under it, and run that with the
 * operator's credentials. It is written in two parts, so that this file does not have it.
 */
const FORBIDDEN = ['npx', 'hostkeeper'].join(' ');

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '');

describe('what is printed or documented', () => {
  it('never tells anybody to run the command by npx', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(FORBIDDEN))).toEqual([]);
  });
});
