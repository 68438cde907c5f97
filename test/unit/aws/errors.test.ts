import { describe, expect, it } from 'vitest';

import { ignoreErrors } from '../../../libs/aws/errors.ts';

const failWith = (name: string, message: string) => async () => {
  throw Object.assign(new Error(message), { name });
};

describe('an error of AWS', () => {
  const gone = { code: 'ValidationError', message: /not found/ };

  it('is ignored where both its code and its message match', async () => {
    await expect(ignoreErrors([gone], failWith('ValidationError', 'i-1 not found'))).resolves.toBeUndefined();
  });

  it('is thrown where its code matches and its message says something else', async () => {
    const call = ignoreErrors([gone], failWith('ValidationError', 'the group is being deleted'));
    await expect(call).rejects.toThrow('the group is being deleted');
  });

  it('is thrown where only its message matches', async () => {
    await expect(ignoreErrors([gone], failWith('AccessDenied', 'not found'))).rejects.toThrow('not found');
  });

  it('is ignored for its code alone where that says one thing', async () => {
    await expect(ignoreErrors([{ code: 'VolumeInUse' }], failWith('VolumeInUse', 'in use'))).resolves.toBeUndefined();
  });

  it('is none where something else was thrown that looks like one', async () => {
    const thrown: unknown = { name: 'VolumeInUse', message: 'in use' };
    await expect(ignoreErrors([{ code: 'VolumeInUse' }], async () => Promise.reject(thrown))).rejects.toBe(thrown);
  });

  it('leaves what a successful call returns', async () => {
    await expect(ignoreErrors([gone], async () => 'answer')).resolves.toBe('answer');
  });
});
