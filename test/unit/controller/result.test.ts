import { describe, expect, it } from 'vitest';

import { messageOf, refOf, type Result, summarize, throwIfAnyFailed } from '../../../libs/controller/result.ts';

const result = (more: Partial<Result> = {}): Result => ({
  controller: 'lifecycle',
  target: { host: 'blog' },
  status: 'converged',
  reason: 'it is as it should be',
  actions: [],
  conditions: [],
  ...more,
});

describe('a result as it is logged', () => {
  it('has nothing that it lacks', () => {
    const conditions = [{ kind: 'A', status: 'converged', reason: 'ok' }] as const;
    expect(summarize(result({ conditions }))).toEqual({
      controller: 'lifecycle',
      host: 'blog',
      status: 'converged',
      reason: 'it is as it should be',
    });
    expect(Object.keys(summarize(result()))).toEqual(['controller', 'host', 'status', 'reason']);
  });

  it('has the command, the actions with their reasons, the cause, and the conditions that do not hold', () => {
    const held = { kind: 'A', status: 'converged', reason: 'ok' } as const;
    const refused = { kind: 'B', name: 'x', instanceId: 'i-1', status: 'refused', reason: 'no' } as const;
    expect(
      summarize(
        result({
          status: 'failed',
          command: 'aws fix',
          actions: [{ action: 'ec2:Act', reason: 'due', routine: true }],
          cause: new Error('denied'),
          conditions: [held, { ...refused, command: 'aws fix', cause: 'secret' }, { ...refused, blockedBy: 'C' }],
        }),
      ),
    ).toEqual({
      controller: 'lifecycle',
      host: 'blog',
      status: 'failed',
      reason: 'it is as it should be',
      command: 'aws fix',
      actions: [{ action: 'ec2:Act', reason: 'due' }],
      cause: 'denied',
      conditions: [
        { ...refused, command: 'aws fix' },
        { ...refused, blockedBy: 'C' },
      ],
    });
    const bare = summarize(result({ conditions: [{ kind: 'B', status: 'waiting', reason: 'soon' }] }));
    expect(bare.conditions?.map(Object.keys)).toEqual([['kind', 'status', 'reason']]);
  });
});

describe('the results of a run', () => {
  it('are an error where any has failed, with every cause', () => {
    const [one, other] = [new Error('first'), new Error('second')];
    const results = [
      result({ status: 'failed', reason: 'it broke', cause: one }),
      result({ status: 'refused' }),
      result({ target: { host: 'shop' }, status: 'failed', reason: 'so did this', cause: other }),
    ];
    expect(() => throwIfAnyFailed(results)).toThrow(
      expect.objectContaining({
        message: '2 of 3 failed: blog: it broke; shop: so did this',
        errors: [one, other],
      }),
    );
  });

  it('are none otherwise', () => {
    expect(() => throwIfAnyFailed([])).not.toThrow();
    for (const status of ['converged', 'planned', 'waiting', 'refused', 'gone'] as const)
      expect(() => throwIfAnyFailed([result({ status })])).not.toThrow();
  });
});

describe('what was thrown', () => {
  it('has a message, whatever it is', () => {
    expect(messageOf(new TypeError('a bug'))).toBe('a bug');
    expect(messageOf('a text')).toBe('a text');
    expect(messageOf(undefined)).toBe('undefined');
  });
});

describe('the identity of a host', () => {
  it('is its name, its region and its group', () => {
    const host = { host: 'blog', region: 'us-east-1', group: 'blog-group', state: 'running' };
    expect(refOf(host)).toEqual({ host: 'blog', region: 'us-east-1', group: 'blog-group' });
  });
});
