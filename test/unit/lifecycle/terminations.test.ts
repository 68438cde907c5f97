import { describe, expect, it } from 'vitest';

import { createKeyedCache } from '../../../libs/controller/keyed-cache.ts';
import type { ContainerInstance, UnmountRequest } from '../../../libs/lifecycle/model.ts';
import { observeTerminations } from '../../../libs/lifecycle/observe/terminations.ts';
import { now, secondsAgo } from '../../support/host-fixture.ts';

const cacheWith = <Key, Value>(values: readonly (readonly [Key, Value])[]) =>
  createKeyedCache<Key, Value>(() => now, { id: JSON.stringify, load: async () => values, ttlSeconds: () => 1 });

const request = (status: string, seconds: number): UnmountRequest => ({ status, requestedAt: secondsAgo(seconds) });

/** The request that counts for an instance whose termination began 60 seconds ago. */
const decisive = async (listed: readonly UnmountRequest[], sent?: UnmountRequest) => {
  const key = { instanceId: 'i-1', volumeId: 'vol-1' };
  const cache = {
    terminationStarts: cacheWith([[{ group: 'blog-group', instanceId: 'i-1' }, secondsAgo(60)]]),
    containerInstances: cacheWith<{ cluster: string; instanceId: string }, ContainerInstance>([]),
    unmountRequests: cacheWith([[key, listed]]),
    sentUnmountRequests: new Map(sent ? [['i-1/vol-1', sent]] : []),
  };
  const instances = [{ group: 'blog-group', instanceId: 'i-1', cluster: undefined, volumeIds: ['vol-1'] }];
  return (await observeTerminations(cache, instances, now)).get('i-1')?.unmountRequest;
};

describe('the request to unmount that counts', () => {
  it('is any that succeeded since the termination began, else the newest', async () => {
    expect(await decisive([request('Success', 20), request('Pending', 1), request('Failed', 9)])).toEqual(
      request('Success', 20),
    );
    expect(await decisive([request('Failed', 9), request('InProgress', 1)])).toEqual(request('InProgress', 1));
    expect(await decisive([])).toBeUndefined();
  });

  it('is none from before the termination, even one that succeeded: the volume may be mounted since', async () => {
    expect(await decisive([request('Success', 61)])).toBeUndefined();
  });

  it('is the one that was sent, for 10 seconds while it is not listed, and for good where it was not delivered', async () => {
    expect(await decisive([], request('Pending', 9))).toEqual(request('Pending', 9));
    expect(await decisive([], request('Pending', 10))).toBeUndefined();
    expect(await decisive([], request('Undeliverable', 50))).toEqual(request('Undeliverable', 50));
    expect(await decisive([request('Success', 9)], request('Pending', 9))).toEqual(request('Success', 9));
  });
});
