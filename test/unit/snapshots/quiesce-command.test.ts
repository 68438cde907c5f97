import { describe, expect, it } from 'vitest';

import { parseAnswer, snapshotComment } from '../../../libs/snapshots/quiesce-command.ts';

describe('what a host has answered', () => {
  it.each([
    ['snap-01 frozen\n', { made: { snapshotId: 'snap-01', consistency: 'frozen' }, problem: '' }],
    ['snap-01 locked\n', { made: { snapshotId: 'snap-01', consistency: 'locked' }, problem: '' }],
    ['snap-01 crash\n', { made: { snapshotId: 'snap-01', consistency: 'crash' }, problem: '' }],
    [
      'The database is not locked: ERROR 1205\nsnap-01 frozen\n\n----------ERROR-------\n',
      {
        made: { snapshotId: 'snap-01', consistency: 'frozen' },
        problem: 'The database is not locked: ERROR 1205',
      },
    ],
    ['vol-1 is not here\n', { problem: 'vol-1 is not here' }],
    ['No snapshot was confirmed: \n', { problem: 'No snapshot was confirmed' }],
    ['snap-01 thawed', { problem: 'snap-01 thawed' }],
    ['failed: snap-01 frozen\n', { problem: 'failed: snap-01 frozen' }],
    ['', { problem: '' }],
  ])('is read from its output: %j', (output, answer) => {
    expect(parseAnswer(output)).toEqual(answer);
  });

  it('has a problem of a length that an e-mail takes', () => {
    expect(parseAnswer('x'.repeat(2500)).problem).toHaveLength(300);
  });

  it('belongs to a command whose comment AWS takes', () => {
    expect(snapshotComment('vol-0123456789abcdef0', '2026-11-20T03:00Z').length).toBeLessThanOrEqual(100);
  });
});
