import { expect, it } from 'vitest';

import { DIED, NOT_UNMOUNTED } from '../../../libs/lifecycle/news-kinds.ts';
import type { LifecycleResult } from '../../../libs/lifecycle/model.ts';
import { describeLifecycle } from '../../../libs/lifecycle/notification.ts';
import { hostFixture, now } from '../../support/host-fixture.ts';

/** The kinds of news of a run that completed the termination of an instance. */
const kindsOf = (more: object) => {
  const action = { action: 'autoscaling:CompleteLifecycleAction', reason: 'i-1 is gone', routine: false, ...more };
  const result: LifecycleResult = {
    controller: 'lifecycle',
    target: { host: 'blog', region: 'us-east-1', group: 'blog-group' },
    observed: hostFixture(),
    status: 'converged',
    reason: 'running',
    actions: [action],
    conditions: [],
  };
  return describeLifecycle(result, now).map(({ kind }) => kind);
};

it('an instance that could not be asked to unmount is told of as such, and another one that ended as one that died', () => {
  expect(kindsOf({ stillMounted: true })).toEqual([NOT_UNMOUNTED]);
  expect(kindsOf({})).toEqual([DIED]);
});
