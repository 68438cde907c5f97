import { describe, expect, it } from 'vitest';

import { formatState, parseState, type State } from '../../../libs/hosts/state.ts';

const since = new Date('2026-11-14T06:03:20.123Z');
const sizes = { min: 0, desired: 1, max: 1 };

describe('the state tag', () => {
  const states: Exclude<State, { intent: 'unreadable' }>[] = [
    { intent: 'running' },
    { intent: 'running', since },
    { intent: 'suspended', sizes, since, cause: 'budget' },
    { intent: 'suspended', since, cause: 'operator' },
    { intent: 'suspended', sizes, since, cause: 'budget', threshold: { multiple: 1.5, month: '2026-11' } },
    { intent: 'running', since, threshold: { multiple: 1, month: '2026-11' } },
    { intent: 'resuming', sizes, since, threshold: { multiple: 5, month: '2026-12' } },
    { intent: 'resuming', sizes, since },
    { intent: 'suspended', sizes, since, cause: 'restore', threshold: { multiple: 1, month: '2026-11' } },
    { intent: 'resuming', sizes, since, cause: 'restore' },
  ];

  it.each(states)('is read as it was written: $intent', (state) => {
    expect(parseState(formatState(state))).toEqual(state);
  });

  it.each(states)('holds only characters that a tag value may hold, and few of them: $intent', (state) => {
    expect(formatState(state)).toMatch(/^[\w\s+\-=.:/@]{1,256}$/);
  });

  it('is a running host where there is none', () => {
    expect(parseState(undefined)).toEqual({ intent: 'running' });
  });

  it.each([
    ['running', 'Running'],
    ['running', ' RUNNING\t'],
    [
      'suspended 0/1/1 2026-11-14T06:03:20.123Z budget threshold:1.5@2026-11',
      ' Suspended  0/1/1 2026-11-14t06:03:20.123z BUDGET  Threshold:1.5@2026-11 ',
    ],
  ])('%s is read from "%s": spaces and capitals do not matter', (text, written) => {
    expect(parseState(written)).toEqual(parseState(text));
  });

  it.each([
    'paused',
    'suspended',
    'suspended 0/1/1',
    'suspended 0/1/1 yesterday budget',
    'suspended 0/1/1 2026-11-14T06:03:20.123Z rain',
    'suspended 1/0/1 2026-11-14T06:03:20.123Z budget extra',
    'resuming unknown 2026-11-14T06:03:20.123Z',
    'resuming 2/1/1 2026-11-14T06:03:20.123Z',
    'running since today',
    'running 2026-11-14T06:03:20.123Z extra',
    'stopping 0/1/1 2026-11-14T06:03:20.123Z',
    'stopping 0/1/1 2026-11-14T06:03:20.123Z budget',
    'resuming 0/1/1 2026-11-14T06:03:20.123Z budget',
    'suspended 0/1/1 2026-11-14T06:03:20.123Z',
    'suspended 0/1/1 2026-11-14T06:03:20.123Z budget extra',
    'suspended zero 2026-11-14T06:03:20.123Z budget',
    'suspended 0/1/1 2026-11-14 budget',
    'suspended 0/1/1 2026-13-14T06:03:20.123Z budget',
    'threshold:1.5@2026-11',
    '',
  ])('"%s" is unreadable: it is kept, and never guessed at', (text) => {
    expect(parseState(text)).toEqual({ intent: 'unreadable', text });
  });
});
