import { given, type GivenHost, stateOf } from '../support/given.ts';
import { changes } from '../support/then.ts';
import type { Hook } from '../world/auto-scaling/hooks.ts';
import type { Load } from '../world/functions.ts';
import { ZONE } from '../world/package.ts';
import { type Dice, dice } from './dice.ts';
import { drawIncident, GARBLED } from './incidents.ts';
import { type Violation, watchLaws } from './laws.ts';
import { orderOf } from './order.ts';

/** What became of one storm. */
export interface Storm {
  readonly seed: number;
  /** What happened, a line each, with the time. */
  readonly history: readonly string[];
  readonly broken: readonly Violation[];
  /** How many calls were made, and how many of them went wrong. */
  readonly calls: number;
  readonly refused: number;
}

const HOSTS = ['blog', 'shop', 'wiki'] as const;

/** A stranger's host in the same account: all of it must be at the end as it was at the beginning. */
const STRANGER = 'theirs';

const drawHost = (host: string, one: Dice): GivenHost => ({
  data: true,
  records: [`${host}.${ZONE.name}`],
  ...(one.chance(0.25) && { address: true }),
  ...(one.chance(0.3) && { cluster: host }),
  ...(one.chance(0.3) && { ipv6: true }),
  ...(one.chance(0.5) && { spot: true }),
  tags: one.chance(0.3) ? { 'hostkeeper:on-rebalance': 'replace' } : {},
});

/** What ECS puts on the group of a capacity provider with managed draining. */
const ECS_HOOK: Hook = {
  name: 'ecs-managed-draining-termination-hook',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatSeconds: 3600,
  defaultResult: 'CONTINUE',
};

/** So many incidents a storm has, so many seconds apart at most. */
const INCIDENTS = 12;
const MOST_SECONDS_APART = 150;

/** So long a world that nobody disturbs any more needs at most: hooks that nobody completed, an unclean release, and two passes. */
const CALM_MINUTES = 40;
/** So often it is asked whether it is as it should be. */
const LOOK_MINUTES = 4;

interface Answered {
  readonly host: string;
  readonly status: string;
  readonly reason: string;
  readonly actions?: readonly { readonly action: string; readonly reason: string }[];
}

/** What a function answered, of each host. */
const reportsOf = (answer: unknown): readonly Answered[] =>
  ((answer ?? {}) as { results?: readonly Answered[] }).results ?? [];

/** What no instance needs that comes and goes as it should. */
const REPAIRS: ReadonlySet<string> = new Set([
  'autoscaling:PutLifecycleHook',
  'autoscaling:TerminateInstanceInAutoScalingGroup',
]);

/**
 * One storm, from its seed alone: draws a fleet, lets things happen to it, looks at the laws after every step, and once
 * all is calm, whether all is as it should be. `load` is where the functions come from.
 */
export const storm = async (seed: number, load?: Load): Promise<Storm> => {
  const history: string[] = [];
  // The hosts are drawn before there is a world; by the same seed.
  let state = seed * 2_654_435_761;
  const draw = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32;
  };
  const one = dice(draw);
  const hosts = Object.fromEntries(
    HOSTS.slice(0, one.between(1, HOSTS.length)).map((host) => [host, drawHost(host, one)]),
  );
  const names = Object.keys(hosts);
  const sky = await given(
    { ...hosts, [STRANGER]: { data: true, tags: { 'hostkeeper:stage': 'staging' } } },
    { seed, ...(load && { load }) },
  );
  const { world, group, volume, names: recordsOf } = sky;
  world.route53.put(ZONE.id, {
    Name: `${STRANGER}.${ZONE.name}`,
    Type: 'A',
    TTL: 300,
    ResourceRecords: [{ Value: '192.0.2.9' }],
  });
  for (const [host, { cluster }] of Object.entries(hosts))
    if (cluster !== undefined) world.autoScaling().groups.get(`${host}-group`)?.hooks.set(ECS_HOOK.name, ECS_HOOK);
  const theirs = volume(STRANGER);
  const foreign = (): string =>
    JSON.stringify([
      { ...theirs, tags: [...theirs.tags] },
      group(STRANGER),
      recordsOf().filter((line) => line.includes(STRANGER)),
    ]);
  const { wrongWith } = orderOf(sky);
  const laws = watchLaws(sky, names, foreign);

  const step = async (secondsLong: number): Promise<void> => {
    for (let left = secondsLong; left > 0; left -= 10) {
      await world.advance({ seconds: Math.min(10, left) });
      laws.look();
    }
  };
  const note = (what: string): void => void history.push(`${world.clock.now().toISOString()} ${what}`);

  note(`a fleet of ${names.join(', ')}`);
  for (let count = 0; count < INCIDENTS; count++) {
    const [name, incident] = drawIncident(one);
    const host = names[one.between(0, names.length - 1)] ?? 'blog';
    note(`${name}: ${await incident(sky, host, one)}`);
    await step(one.between(1, MOST_SECONDS_APART));
  }
  world.calm();
  for (const { tags } of world.autoScaling().groups.all()) tags.delete(GARBLED[0]);
  laws.becalm();
  note('calm');
  const unsettled = async (): Promise<readonly string[]> => {
    const { returned, error } = await world.invoke('reconcile', { dryRun: true });
    const open = reportsOf(returned).filter(({ status }) => status !== 'converged');
    return [
      ...(error === undefined ? [] : [error]),
      ...open.map(({ host, status, reason }) => `${host} is ${status}: ${reason}`),
      ...names.flatMap(wrongWith),
      // A quarter of an hour later it counts as running, which is a change.
      ...names.filter((host) => stateOf(group(host))?.startsWith('resuming') === true),
    ];
  };

  let left: readonly string[] = ['all'];
  for (let minutes = 0; minutes < CALM_MINUTES && left.length > 0; minutes += LOOK_MINUTES) {
    await step(60 * LOOK_MINUTES);
    left = await unsettled();
  }
  // Where nobody plans anything any more, all is two passes later as it is now.
  const made = world.calls.length;
  await step(2 * 60);
  const acts = changes(world, made).map((operation) => `a converged world was changed: ${operation}`);
  for (const what of [...left, ...acts]) laws.breakLaw('all converges', what);
  laws.look(true);
  const letters = world.mails.map(({ body }) => body).join('\n');
  for (const { name, returned: answer } of world.invocations) {
    for (const { status, reason, actions = [] } of reportsOf(answer)) {
      if (status === 'refused' && !letters.includes(reason))
        laws.breakLaw('what matters is told', `${name} refused and told nobody: ${reason}`);
      for (const { action, reason: why } of actions)
        if (REPAIRS.has(action) && reason.startsWith('running') && !letters.includes(why))
          laws.breakLaw('what matters is told', `${name} did ${action} and told nobody: ${why}`);
    }
  }
  for (const { what, law } of laws.broken) note(`BROKEN ${law}: ${what}`);
  return {
    seed,
    history,
    broken: laws.broken,
    calls: world.calls.length,
    refused: world.calls.filter(({ error: said }) => said !== undefined).length,
  };
};
