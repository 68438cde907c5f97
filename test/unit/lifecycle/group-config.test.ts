import { describe, expect, it } from 'vitest';

import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import type { Observed } from '../../../libs/lifecycle/model.ts';
import { parseTags } from '../../../libs/hosts/host-tags.ts';
import {
  type HostFixture,
  hostFixture,
  judged,
  launching,
  minutesAgo,
  plan,
  describePlan,
  zone,
} from '../../support/host-fixture.ts';

describe('the hooks of a group', () => {
  const launch = { ...LAUNCH_HOOK, metadata: 'blog' };
  const terminate = { ...TERMINATE_HOOK, metadata: 'blog' };

  it('are created or corrected when they were read, and are missing or wrong', () => {
    expect(describePlan(hostFixture({ hooks: [] }))).toBe('PutLifecycleHook PutLifecycleHook');
    for (const wrong of [
      { defaultResult: 'ABANDON' },
      { heartbeatSeconds: 3600 },
      { transition: LAUNCH_HOOK.transition },
      { metadata: 'shop' },
    ])
      expect(plan(hostFixture({ hooks: [launch, { ...terminate, ...wrong }] }))).toMatchObject({
        actions: [{ action: 'autoscaling:PutLifecycleHook', hook: terminate }],
      });
    expect(describePlan(hostFixture({ hooks: [launch, terminate] }))).toMatch(/^converged/);
    expect(describePlan(hostFixture())).toMatch(/^converged/);
  });

  it('continue by themselves: a launch after 15 minutes, a termination after 5', () => {
    expect([LAUNCH_HOOK, TERMINATE_HOOK]).toMatchObject([
      { heartbeatSeconds: 900, defaultResult: 'CONTINUE', transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' },
      { heartbeatSeconds: 300, defaultResult: 'CONTINUE', transition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
    ]);
  });
});

describe('a newly enrolled host', () => {
  const hooks = [LAUNCH_HOOK, TERMINATE_HOOK].map((hook) => Object.assign({ metadata: 'blog' }, hook));
  const history = { fingerprints: [] };
  const running = (multiple?: number): HostFixture => ({
    hooks,
    history,
    state: {
      intent: 'running',
      since: minutesAgo(1),
      ...(multiple !== undefined && { threshold: { multiple, month: '2026-11' } }),
    },
  });

  it.each([
    ['the critical amount', undefined, 'the bill stops it at the critical amount'],
    ['what the bill has not passed yet', 1, 'the bill stops it at 1.5 times the critical amount'],
    ['nothing', 5, 'nothing stops it this month'],
  ])('is acknowledged with what will stop it: %s', (_, multiple, guard) => {
    expect(plan(hostFixture(running(multiple)))).toMatchObject({
      actions: [{ action: 'autoscaling:CreateOrUpdateTags', reason: `it was newly enrolled; ${guard}` }],
    });
  });

  it('is acknowledged once its hooks are there and its state is written, not before', () => {
    expect(describePlan(hostFixture({ ...running(), hooks: [] }))).toBe('PutLifecycleHook PutLifecycleHook');
    const { hooks: _, ...unread } = running();
    expect(describePlan(hostFixture(unread))).toMatch(/^converged/);
    expect(describePlan(hostFixture({ hooks, history, state: { intent: 'running' } }))).toMatch(/^converged/);
    expect(describePlan(hostFixture({ ...running(), history: { ...history, at: minutesAgo(1) } }))).toMatch(
      /^converged/,
    );
  });
});

const refusalsOf = (host: Observed) =>
  judged(host).flatMap(({ outcome }) => (outcome.status === 'refuse' ? [outcome] : []));

describe("a group that cannot be a host's", () => {
  it('has the name of another, and neither gets the volume, an address or a record', () => {
    const host = launching({ duplicateGroups: ['blog-2'], tags: { address: 'eipalloc-1' } });
    expect(refusalsOf(host)).toMatchObject([
      { reason: expect.stringContaining('the groups blog-2 and blog-group have the same name') },
    ]);
    expect(plan(host).status).toBe('refuse');
  });

  it.each<[string, HostFixture, string]>([
    ['launches in several zones', { zones: [zone, 'eu-central-1b'] }, 'leave it the subnets of one'],
    ['has a warm pool', { warmPool: true }, 'aws autoscaling delete-warm-pool'],
    ['has CapacityRebalance', { capacityRebalance: true }, '--no-capacity-rebalance'],
    [
      'launches before it terminates',
      { maintenance: { minHealthyPercent: 100, maxHealthyPercent: 110 } },
      'Min 0 / Max 100',
    ],
  ])('%s: that is refused, and its instance gets its volume all the same', (_, overrides, words) => {
    const host = launching(overrides);
    const [refusal, ...others] = refusalsOf(host);
    expect(Object.values(refusal ?? {}).join('\n')).toContain(words);
    expect(others).toEqual([]);
    expect(describePlan(host)).toBe('AttachVolume');
  });

  it('is none when it terminates before it launches', () => {
    expect(describePlan(hostFixture({ maintenance: { minHealthyPercent: 0, maxHealthyPercent: 100 } }))).toMatch(
      /^converged/,
    );
  });

  it.each([
    ['device', 'sdf'],
    ['records', 'blog'],
    ['hosted-zone', 'example.com'],
    ['ttl', '1m'],
    ['address', '203.0.113.9'],
    ['cluster', 'arn:aws:ecs:x'],
    ['records-when-suspended', 'delete'],
    ['on-rebalance', 'Replace'],
    ['force-detach-after', '10m'],
    ['force-detach-after', '0'],
    ['paused-until', 'tomorrow'],
  ])('is refused for its tag %s when it says "%s", with the tag and the fix', (tag, text) => {
    const answer = plan(hostFixture({ tags: { [tag]: text } }));
    expect(answer).toMatchObject({
      status: 'refuse',
      reason: expect.stringContaining(`its tag hostkeeper:${tag} says "${text}", which means nothing: set it to`),
    });
  });

  it('is refused for names without a zone', () => {
    const tags = { 'hostkeeper:records': 'blog.example.com' };
    expect(describePlan(hostFixture({ hostTags: parseTags(tags) }))).toMatch(/set hostkeeper:hosted-zone$/);
  });
});
