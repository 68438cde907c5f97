import schedule from '../../events/restore-drill/schedule.json' with { type: 'json' };
import { TAGS } from '../../libs/hosts/tags.ts';
import type { DiskData } from '../aws/ec2/disk.ts';
import { addSnapshot } from '../support/drill-story.ts';
import { stateOf } from '../support/given.ts';
import { HOUR, nextMidnight, rest } from './days.ts';
import { injectDrillFaults } from './drill-faults.ts';
import { drillsOf } from './drill-log.ts';
import { drillProblems } from './drill-reports.ts';
import { invokeLater } from './invoke-later.ts';
import type { Prng } from './prng.ts';
import type { Simulation } from './setup.ts';

/** The share of simulations that go on with drills. */
const SHARE = 0.2;

/** What is wrong with the data of a snapshot: mostly nothing. */
const DAMAGES: readonly [DiskData['damage'], ...DiskData['damage'][]] = [
  undefined,
  undefined,
  undefined,
  'a damaged file system',
  'a server that does not start',
];

/** How often a request is made or delivered, and when, in seconds. */
const TIMES: readonly [readonly number[], ...(readonly number[])[]] = [[0], [0], [0, 0], [0, 2], [0, 45], [0, 0, 200]];

/** The first minute of the half hour in which a pass looks for drills whose run has died, and how long that is. */
const LOOK = { minute: 11, everyMinutes: 30 } as const;

/** A minute before the next such pass. */
const nextLook = ({ env: { world } }: Simulation): number => {
  const period = 60_000 * LOOK.everyMinutes;
  const offset = 60_000 * (LOOK.minute - 1);
  return Math.ceil((world.clock.now().getTime() - offset) / period) * period + offset;
};

/** An operator may resume the hosts that are stopped; most hosts have a snapshot, and each second one is due again. */
const prepare = async ({ env, hostNames, log, step }: Simulation, prng: Prng): Promise<void> => {
  const stopped = hostNames.filter((host) => stateOf(env.group(host))?.startsWith('suspended') === true);
  if (stopped.length > 0 && prng.chance(0.7)) {
    const request = { reason: 'a simulation', hosts: stopped, acceptUnguarded: true };
    const { error } = await env.world.invoke('emergency-resume', request);
    log(`an operator resumes ${stopped.join(', ')}: ${error ?? 'accepted'}`);
    await step('safety', 6 * 60);
  }
  for (const host of hostNames) {
    // A new month, or a person who wants another drill.
    if (prng.chance(0.5)) env.world.autoScaling().groups.get(`${host}-group`)?.tags.delete(TAGS.drilled.name);
    const damage = prng.pick(DAMAGES);
    const volume = env.volume(host);
    if (prng.chance(0.9))
      addSnapshot(env.world, host, { ...volume, data: { ...volume.data, ...(damage && { damage }) } });
  }
};

/** Has a drill begin by the schedule, by hand, or both; one request may arrive more than once. */
const begin = (simulation: Simulation, prng: Prng): string => {
  const { hostNames } = simulation;
  const requests = prng.pick([['schedule'], ['schedule'], ['hand'], ['schedule', 'hand'], ['hand', 'hand']] as const);
  return requests
    .map((by) => {
      const host = hostNames[prng.integerBetween(0, hostNames.length - 1)] ?? '';
      const isOfAll = prng.chance(0.5);
      const event = by === 'schedule' ? schedule : { reason: 'a simulation', ...(!isOfAll && { hosts: [host] }) };
      const first = prng.integerBetween(0, 120);
      const times = prng.pick(TIMES).map((seconds) => first + seconds);
      for (const seconds of times) invokeLater(simulation, 'restore-drill', event, seconds);
      return `drills begin by ${by}${by === 'hand' && !isOfAll ? ` of ${host}` : ''} after ${times.join(' and ')} s`;
    })
    .join(', and ');
};

/** Time in which things go wrong, and then until the runs are over and their reports are sent. */
const [FAULT_MINUTES, END_MINUTES] = [12, 22];

/**
 * Some days with drills. It draws from numbers of its own, so that the rest of a simulation is the same with and without it.
 */
export const drillsPhase = async (simulation: Simulation, prng: Prng): Promise<void> => {
  if (!prng.chance(SHARE)) return;
  const { env, hostNames, checker, log, step } = simulation;
  const { world } = env;
  for (let days = prng.integerBetween(1, 2); days > 0; days--) {
    await rest(simulation, nextMidnight(simulation) + HOUR * 9 + 60_000 * prng.integerBetween(0, 59));
    await prepare(simulation, prng);
    const since = world.clock.now();
    log(`day: ${begin(simulation, prng)}; ${injectDrillFaults(simulation, prng)}`);
    await step('safety', 60 * FAULT_MINUTES);
    world.clearFaults();
    await step('safety', 60 * END_MINUTES);
    // Whatever a run has left is found within an hour, and a report that it has not sent is sent a quarter of an hour later.
    for (let looks = 0; looks < 2; looks++) {
      await rest(simulation, nextLook(simulation));
      await step('safety', 2 * 60);
    }
    await rest(simulation, world.clock.now().getTime() + 16 * 60_000);
    await step('safety', 2 * 60);
    for (const { host, instance } of drillsOf(world))
      log(`a drill of ${host}: ${instance.instanceId}, ${env.group(host).tags['hostkeeper:drilled']}`);
    for (const problem of drillProblems(env, hostNames, since))
      checker.report('every drill has a result and one report', problem);
  }
};
