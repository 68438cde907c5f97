import type { Ec2Instance } from '../aws/ec2/instances.ts';
import { passNextThreshold } from './bill.ts';
import { drillsOf, isAlive } from './drill-log.ts';
import { type Inject, injectSome, LOST } from './inject.ts';
import type { Prng } from './prng.ts';
import { invokeLater } from './invoke-later.ts';
import type { Simulation } from './setup.ts';

const THROTTLED = { code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 } as const;

const WHEN = ['before', 'after'] as const;
const OPERATIONS = [
  'RunInstances',
  'SendCommand',
  'ListCommandInvocations',
  'TerminateInstances',
  'CreateOrUpdateTags',
  'DescribeInstances',
  'DescribeSnapshots',
  'DescribeAutoScalingGroups',
  'Publish',
] as const;

/** Does something to the drills that are alive after some seconds, in which most of them have begun. */
const toDrills =
  (words: string, change: (simulation: Simulation, instance: Ec2Instance) => void): Inject =>
  (simulation, _, prng) => {
    const seconds = prng.integerBetween(5, 240);
    const { world } = simulation.env;
    world.clock.after(1000 * seconds, () => {
      for (const drill of drillsOf(world)) if (isAlive(drill)) change(simulation, drill.instance);
    });
    return `after ${seconds} s ${words}`;
  };

const FAULTS: readonly [Inject, ...Inject[]] = [
  ({ env: { world } }, _, prng) => {
    const operation = prng.pick(OPERATIONS);
    const when = prng.pick(WHEN);
    const nth = prng.integerBetween(1, 3);
    const isSilent = prng.chance(0.3);
    world.injectFault(operation, { nth, when, caller: 'RestoreDrillRole', ...(isSilent ? { silent: true } : LOST) });
    return `${operation} ${nth} of the drill ${isSilent ? 'is never answered' : 'fails'}, ${when} it takes effect`;
  },
  ({ env: { world } }, _, prng) => {
    const operation = prng.pick(OPERATIONS);
    const when = prng.pick(WHEN);
    const caller = prng.pick(['RestoreDrillRole', 'RestoreDrillRole', 'ReconcileRole'] as const);
    world.injectFault(operation, { nth: prng.integerBetween(1, 3), when, caller, fatal: true, ...LOST });
    return `the process of ${caller} crashes ${when} ${operation}`;
  },
  ({ env: { world } }, _, prng) => {
    const nth = prng.integerBetween(1, 25);
    const when = prng.pick(WHEN);
    world.injectFault('*', { nth, when, caller: 'RestoreDrillRole', fatal: true, ...LOST });
    return `the process that drills crashes ${when} its call ${nth}`;
  },
  ({ env: { world } }, _, prng) => {
    const operation = prng.pick(OPERATIONS);
    const minutes = prng.integerBetween(1, 10);
    world.breakDown(operation, { minutes }, prng.chance(0.5) ? THROTTLED : { silent: true });
    return `${operation} is down for ${minutes} minutes`;
  },
  ({ env: { world } }, _, prng) => {
    const { exhaust } = world.inRegion().ec2;
    const types = prng.pick([['t3.micro'], ['t3.micro', 't3.small']] as const);
    const markets = prng.pick([['spot'], ['spot'], ['spot', 'on-demand']] as const);
    for (const market of markets) for (const type of types) exhaust(market, type);
    return `AWS has no ${types.join(' and ')} ${markets.join(' and ')}`;
  },
  toDrills('Systems Manager does not reach the drill', (_, instance) => {
    instance.ssmOnline = false;
  }),
  toDrills('the drill hangs', (_, instance) => {
    instance.responsive = false;
  }),
  toDrills('AWS takes the drill back', ({ env: { world } }, { instanceId }) =>
    world
      .inRegion()
      .ec2.instances.terminate(
        instanceId,
        'Server.SpotInstanceTermination: Instance terminated due to Spot interruption',
      ),
  ),
  (simulation, host, prng) => {
    const seconds = prng.integerBetween(1, 200);
    invokeLater(simulation, 'emergency-shutdown', { reason: 'a simulation', hosts: [host] }, seconds);
    return `an operator stops ${host} after ${seconds} s`;
  },
  (simulation, _, prng) => {
    const seconds = prng.integerBetween(1, 150);
    const { env, log } = simulation;
    env.world.clock.after(1000 * seconds, () => log(passNextThreshold(env.world)));
    return `the bill rises after ${seconds} s`;
  },
];

/** Has up to three things happen around a drill, and answers in a sentence what. */
export const injectDrillFaults = (simulation: Simulation, prng: Prng): string => injectSome(FAULTS, simulation, prng);
