import { describe, expect, it } from 'vitest';

import { givenNights, type Nights, ROWS_NOW, servedRows } from '../../support/restore-fixture.ts';
import { expectFailures } from '../../support/story-end.ts';

/** The writes of a restore to another zone, by the function of the request and by the passes that go on with it. */
const WRITES = /^(CreateOrUpdateTags|CreateVolume|UpdateAutoScalingGroup|CreateSnapshot|CreateTags|Publish)$/;

const FAULT = { code: 'ServiceFault', message: 'something went wrong' };

const TIMINGS = [
  { name: 'takes effect, and its reply is lost', when: 'after', fatal: false },
  { name: 'dies with its process before it takes effect', when: 'before', fatal: true },
  { name: 'dies with its process after it took effect', when: 'after', fatal: true },
] as const;

type Role = 'RestoreRole' | 'ReconcileRole';

/** Watches that no two volumes ever claim to be the data of the host, and that none is deleted. */
const watchRoles = ({ world, old, roles }: Nights) => {
  const violations: string[] = [];
  world.watch(({ operation }) => {
    const { data = [], ...others } = roles();
    if (data.length > 1) violations.push(`${data.join(' and ')} are data after ${operation}`);
    if (![...data, ...Object.values(others).flat()].includes(old.volumeId))
      violations.push(`${operation} lost the old volume`);
  });
  return violations;
};

/** Restores to another zone. With `passes`, the function dies at once, so that the passes do everything. */
const restoreBy = async (env: Nights, role: Role): Promise<void> => {
  if (role === 'ReconcileRole')
    env.world.injectFault('CreateVolume', { ...FAULT, nth: 1, caller: 'RestoreRole', fatal: true });
  await env.restore({ latest: true, zone: 'us-east-1b' });
};

/** The writes by a role, each as its operation and which of those it is. */
const writesBy = async (role: Role): Promise<readonly (readonly [operation: string, nth: number])[]> => {
  const env = await givenNights({ mayFail: true });
  await restoreBy(env, role);
  await env.world.advance({ minutes: 15 });
  const counts = new Map<string, number>();
  return env.world.calls
    .filter(({ operation, caller }) => caller === role && WRITES.test(operation))
    .map(({ operation }) => {
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      return [operation, counts.get(operation) ?? 0] as const;
    });
};

describe.each(['RestoreRole', 'ReconcileRole'] as const)('whichever write of a restore by the %s', async (role) => {
  const writes = await writesBy(role);

  it('may go wrong is among these', () => {
    expect(new Set(writes.map(([operation]) => operation))).toEqual(
      new Set([
        'CreateOrUpdateTags',
        'CreateVolume',
        'UpdateAutoScalingGroup',
        'Publish',
        'CreateSnapshot',
        'CreateTags',
      ]),
    );
  });

  it.each(TIMINGS)('$name, the host is restored, or as before', async ({ when, fatal }) => {
    expectFailures('restore', 'reconcile');
    for (const [operation, nth] of writes) {
      const env = await givenNights({ mayFail: true });
      const violations = watchRoles(env);
      env.world.injectFault(operation, { ...FAULT, nth, when, caller: role, fatal });
      await restoreBy(env, role);
      await env.world.advance({ minutes: 30 });
      const label = `${operation} ${nth}`;
      const hasFailed = env.world.calls.some(({ error }) => error?.includes(FAULT.message));
      expect([label, hasFailed]).toEqual([label, true]);
      const isBegun = env.group('blog').tags['hostkeeper:restore'] !== undefined;
      expect([label, isBegun ? 20 : ROWS_NOW]).toEqual([label, servedRows(env)]);
      const { data = [], retired = [], candidate = [] } = env.roles();
      expect([label, data.length, retired, candidate]).toEqual([label, 1, isBegun ? [env.old.volumeId] : [], []]);
      expect(env.group('blog').tags['hostkeeper:state'] ?? 'running').toMatch(/^running/);
      expect(env.old.data.rows).toBe(ROWS_NOW);
      expect(violations).toEqual([]);
    }
  });
});
