import { given, type GivenHost, stateOf } from '../support/given.ts';
import { changes } from '../support/queries.ts';
import type { LifecycleHook } from '../aws/autoscaling/hooks.ts';
import type { FunctionLoader } from '../aws/lambda/functions.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import { type Prng, createPrng } from './prng.ts';
import { drawFault, INVALID_TAG } from './faults.ts';
import { type Violation, createChecker } from './invariants.ts';
import { expectedState } from './expected-state.ts';

/** What became of one storm. */
export interface SimulationResult {
  readonly seed: number;
  /** What happened, a line each, with the time. */
  readonly history: readonly string[];
  readonly violations: readonly Violation[];
  /** How many calls were made, and how many of them went wrong. */
  readonly calls: number;
  readonly failedCalls: number;
}

const HOSTS = ['blog', 'shop', 'wiki'] as const;

/** A stranger's host in the same account: all of it must be at the end as it was at the beginning. */
const FOREIGN_HOST = 'theirs';

const drawHost = (host: string, prng: Prng): GivenHost => ({
  data: true,
  records: [`${host}.${ZONE.name}`],
  ...(prng.chance(0.25) && { address: true }),
  ...(prng.chance(0.3) && { cluster: host }),
  ...(prng.chance(0.3) && { ipv6: true }),
  ...(prng.chance(0.5) && { spot: true }),
  tags: prng.chance(0.3) ? { 'hostkeeper:on-rebalance': 'replace' } : {},
});

/** What ECS puts on the group of a capacity provider with managed draining. */
const ECS_HOOK: LifecycleHook = {
  name: 'ecs-managed-draining-termination-hook',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatSeconds: 3600,
  defaultResult: 'CONTINUE',
};

/** So many incidents a storm has, so many seconds apart at most. */
const FAULT_COUNT = 12;
const MAX_SECONDS_APART = 150;

/** So long a world that nobody disturbs any more needs at most: hooks that nobody completed, an unclean release, and two passes. */
const LIVENESS_MINUTES = 40;
/** So often it is asked whether it is as it should be. */
const CHECK_MINUTES = 4;

interface HostReport {
  readonly host: string;
  readonly status: string;
  readonly reason: string;
  readonly actions?: readonly { readonly action: string; readonly reason: string }[];
}

/** What a function answered, of each host. */
const reportsOf = (answer: unknown): readonly HostReport[] =>
  ((answer ?? {}) as { results?: readonly HostReport[] }).results ?? [];

/** What no instance needs that comes and goes as it should. */
const REPAIRS: ReadonlySet<string> = new Set([
  'autoscaling:PutLifecycleHook',
  'autoscaling:TerminateInstanceInAutoScalingGroup',
]);

/**
 * One storm, from its seed alone: draws a fleet, lets things happen to it, looks at the laws after every step, and once
 * all is calm, whether all is as it should be. `load` is where the functions come from.
 */
export const simulate = async (seed: number, load?: FunctionLoader): Promise<SimulationResult> => {
  const history: string[] = [];
  // The hosts are drawn before there is a world; by the same seed.
  let state = seed * 2_654_435_761;
  const draw = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32;
  };
  const prng = createPrng(draw);
  const hosts = Object.fromEntries(
    HOSTS.slice(0, prng.integerBetween(1, HOSTS.length)).map((host) => [host, drawHost(host, prng)]),
  );
  const names = Object.keys(hosts);
  const sky = await given(
    { ...hosts, [FOREIGN_HOST]: { data: true, tags: { 'hostkeeper:stage': 'staging' } } },
    { seed, ...(load && { load }) },
  );
  const { world, group, volume, names: recordsOf } = sky;
  world.route53.put(ZONE.id, {
    Name: `${FOREIGN_HOST}.${ZONE.name}`,
    Type: 'A',
    TTL: 300,
    ResourceRecords: [{ Value: '192.0.2.9' }],
  });
  for (const [host, { cluster }] of Object.entries(hosts))
    if (cluster !== undefined) world.autoScaling().groups.get(`${host}-group`)?.hooks.set(ECS_HOOK.name, ECS_HOOK);
  const theirs = volume(FOREIGN_HOST);
  const foreign = (): string =>
    JSON.stringify([
      { ...theirs, tags: [...theirs.tags] },
      group(FOREIGN_HOST),
      recordsOf().filter((line) => line.includes(FOREIGN_HOST)),
    ]);
  const { problemsOf } = expectedState(sky);
  const checker = createChecker(sky, names, foreign);

  const step = async (secondsLong: number): Promise<void> => {
    for (let left = secondsLong; left > 0; left -= 10) {
      await world.advance({ seconds: Math.min(10, left) });
      checker.check();
    }
  };
  const note = (what: string): void => void history.push(`${world.clock.now().toISOString()} ${what}`);

  note(`a fleet of ${names.join(', ')}`);
  for (let count = 0; count < FAULT_COUNT; count++) {
    const [name, incident] = drawFault(prng);
    const host = names[prng.integerBetween(0, names.length - 1)] ?? 'blog';
    note(`${name}: ${await incident(sky, host, prng)}`);
    await step(prng.integerBetween(1, MAX_SECONDS_APART));
  }
  world.clearFaults();
  for (const { tags } of world.autoScaling().groups.all()) tags.delete(INVALID_TAG[0]);
  checker.enterLiveness();
  note('calm');
  const unsettled = async (): Promise<readonly string[]> => {
    const { returned, error } = await world.invoke('reconcile', { dryRun: true });
    const open = reportsOf(returned).filter(({ status }) => status !== 'converged');
    return [
      ...(error === undefined ? [] : [error]),
      ...open.map(({ host, status, reason }) => `${host} is ${status}: ${reason}`),
      ...names.flatMap(problemsOf),
      // A quarter of an hour later it counts as running, which is a change.
      ...names.filter((host) => stateOf(group(host))?.startsWith('resuming') === true),
    ];
  };

  let left: readonly string[] = ['all'];
  for (let minutes = 0; minutes < LIVENESS_MINUTES && left.length > 0; minutes += CHECK_MINUTES) {
    await step(60 * CHECK_MINUTES);
    left = await unsettled();
  }
  // Where nobody plans anything any more, all is two passes later as it is now.
  const callsBefore = world.calls.length;
  await step(2 * 60);
  const acts = changes(world, callsBefore).map((operation) => `a converged world was changed: ${operation}`);
  for (const what of [...left, ...acts]) checker.report('all converges', what);
  checker.check(true);
  const emailText = world.mails.map(({ body }) => body).join('\n');
  for (const { name, returned: answer } of world.invocations) {
    for (const { status, reason, actions = [] } of reportsOf(answer)) {
      if (status === 'refused' && !emailText.includes(reason))
        checker.report('what matters is told', `${name} refused and told nobody: ${reason}`);
      for (const { action, reason: why } of actions)
        if (REPAIRS.has(action) && reason.startsWith('running') && !emailText.includes(why))
          checker.report('what matters is told', `${name} did ${action} and told nobody: ${why}`);
    }
  }
  for (const { detail, invariant } of checker.violations) note(`BROKEN ${invariant}: ${detail}`);
  return {
    seed,
    history,
    violations: checker.violations,
    calls: world.calls.length,
    failedCalls: world.calls.filter(({ error: said }) => said !== undefined).length,
  };
};
