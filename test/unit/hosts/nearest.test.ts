import { describe, expect, it } from 'vitest';

import { nearest } from '../../../libs/hosts/nearest.ts';

describe('a mistyped word', () => {
  it.each([
    ['running', 'running'],
    ['Running', 'running'],
    ['runing', 'running'],
    ['runnning', 'running'],
    ['rubning', 'running'],
    ['rnuning', 'running'],
    ['runnign', 'running'],
    ['urnning', 'running'],
    ['suspend', 'suspended'],
    ['supsendet', 'suspended'],
    ['kep', 'keep'],
    ['ekep', 'keep'],
    ['k', undefined],
    ['kp', undefined],
    ['stopped', undefined],
    ['', undefined],
  ])('%s is probably %s', (typed, meant) => {
    expect(nearest(typed, ['suspended', 'running', 'keep'])).toBe(meant);
  });

  it.each([
    ['ab', 'abc', true],
    ['ab', 'abcd', false],
    ['abcde', 'abcdefg', true],
    ['abcde', 'abcdefgh', false],
    ['abcd', 'xbcdy', false],
    ['abcde', 'xbcdey', true],
    ['abcdefghij', 'badcefghij', true],
    ['abcdefghij', 'badcfehgij', true],
    ['abcdefghij', 'badcfehgji', false],
    ['abab', 'baba', false],
    ['a', 'b', true],
    ['aaaa', 'bbaa', false],
    ['aaaaa', 'bbaaa', true],
  ])('of which two edits in five letters are a slip, and one in any: %s is %s: %s', (typed, known, isNear) => {
    expect(nearest(typed, [known])).toBe(isNear ? known : undefined);
  });

  it('is the nearest of those that are known, the first of equals, as that is written', () => {
    expect(nearest('hostkeeper:recrods', ['hostkeeper:record', 'hostkeeper:Records'])).toBe('hostkeeper:Records');
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
    expect(nearest('bat', [])).toBeUndefined();
  });
});
